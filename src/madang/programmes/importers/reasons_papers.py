"""What can be said about an attachment that gave no text, or not all of it."""

PAPER_REASONS: dict[str, tuple[str, str, str]] = {
    "paper_too_large": (
        "첨부파일이 {limit} MB보다 커서 글을 읽지 않았습니다. 원본 파일을 열어 보십시오.",
        "附件大于 {limit} MB，未读取文字。请打开原始文件。",
        "The attachment is larger than {limit} MB, so its text was not read. Open the original file.",
    ),
    "paper_unknown": (
        "읽을 수 없는 형식입니다. HWP, HWPX, PDF, DOCX, TXT 파일을 올려 주십시오.",
        "无法读取此格式。请上传 HWP、HWPX、PDF、DOCX 或 TXT 文件。",
        "This format cannot be read. Upload HWP, HWPX, PDF, DOCX or TXT.",
    ),
    "paper_locked": (
        "암호가 걸린 문서라 글을 읽지 못했습니다. 암호를 푼 파일을 올려 주십시오.",
        "文件有密码保护，无法读取文字。请上传没有密码的文件。",
        "The document has a password, so its text was not read. Upload it without one.",
    ),
    "paper_broken": (
        "문서가 손상되어 글을 읽지 못했습니다. 원래 기관에서 다시 받아 주십시오.",
        "文件已损坏，无法读取文字。请向原机构重新获取。",
        "The document is damaged, so its text was not read. Get it again from its source.",
    ),
    "paper_heavy": (
        "문서가 너무 무거워 글을 읽다가 그만두었습니다. 원본 파일을 열어 보십시오.",
        "文件过于复杂，已停止读取文字。请打开原始文件。",
        "The document is too heavy, so reading its text was given up. Open the original file.",
    ),
    "paper_no_text": (
        "문서에 글이 없습니다. 스캔한 그림이라면 원본 파일을 열어 보십시오.",
        "文件中没有文字。如果是扫描件，请打开原始文件。",
        "The document holds no text. If it is a scan, open the original file.",
    ),
    "paper_cut": (
        "문서가 길어 앞부분만 읽었습니다. 나머지는 원본 파일에서 확인해 주십시오.",
        "文件较长，只读取了前面部分。其余内容请查看原始文件。",
        "The document is long: only its first part was read. See the original file for the rest.",
    ),
    "paper_encoding": (
        "글자 인코딩이 확실하지 않아 읽지 않았습니다. UTF-8로 저장해 올려 주십시오.",
        "字符编码不确定，未读取。请以 UTF-8 保存后上传。",
        "The encoding is not certain, so the text was not read. Save it as UTF-8 and upload it.",
    ),
}
