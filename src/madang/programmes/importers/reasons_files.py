"""Reasons about a whole file, answer or address."""

FILE_REASONS: dict[str, tuple[str, str, str]] = {
    "empty": (
        "파일이 비어 있습니다. 내용이 있는 파일을 골라 주십시오.",
        "文件是空的。请选择有内容的文件。",
        "The file is empty. Choose one with content.",
    ),
    "too_large": (
        "파일이 {limit} MB보다 큽니다. 나누어서 올려 주십시오.",
        "文件大于 {limit} MB。请拆分后上传。",
        "The file is larger than {limit} MB. Split it and upload the parts.",
    ),
    "not_json": (
        "JSON 파일이 아니거나 중간에 잘렸습니다({line}번째 줄). 파일을 다시 받아 주십시오.",
        "不是 JSON 文件，或内容不完整（第 {line} 行）。请重新下载。",
        "Not a JSON file, or cut short (line {line}). Download it again.",
    ),
    "not_xml": (
        "XML 파일이 아니거나 중간에 잘렸습니다. 파일을 다시 받아 주십시오.",
        "不是 XML 文件，或内容不完整。请重新下载。",
        "Not an XML file, or cut short. Download it again.",
    ),
    "unsafe_xml": (
        "XML 파일이 외부 자료나 치환 기호를 불러오려 하여 열지 않았습니다. 원래 기관에서 다시 받아 주십시오.",
        "XML 文件试图引用外部内容或自定义实体，已拒绝打开。请向原机构重新获取。",
        "The XML tries to load entities or outside content, so it was not opened. Get it again from its source.",
    ),
    "unknown_shape": (
        "공고 목록을 찾지 못했습니다. 창업지원포털이나 기업마당에서 받은 그대로의 파일인지 확인해 주십시오.",
        "未找到公告列表。请确认这是从原网站直接下载的文件。",
        "No list of notices was found. Check that the file is as K-Startup or Bizinfo gave it.",
    ),
    "encoding_unsure": (
        "문자 인코딩이 확실하지 않습니다. {candidates} 가운데 글자가 바르게 보이는 것을 골라 주십시오.",
        "无法确定字符编码。请在 {candidates} 中选择显示正确的一种。",
        "The encoding is not certain. Choose the one that reads well: {candidates}.",
    ),
    "encoding_wrong": (
        "고른 인코딩({encoding})으로 읽을 수 없는 글자가 있습니다({line}번째 줄). 다른 인코딩을 골라 주십시오.",
        "用所选编码（{encoding}）无法读取第 {line} 行。请选择其他编码。",
        "Line {line} cannot be read as {encoding}. Choose another encoding.",
    ),
    "not_text": (
        "글자로 된 파일이 아닙니다. CSV나 XLSX로 저장해 주십시오.",
        "这不是文本文件。请另存为 CSV 或 XLSX。",
        "This is not a text file. Save it as CSV or XLSX.",
    ),
    "no_header": (
        "첫 줄에서 칸 이름을 찾지 못했습니다. 첫 줄에 공고명, 마감일 같은 이름을 적어 주십시오.",
        "首行没有列名。请在首行写明“名称”“截止日期”等列名。",
        "No column names were found in the first row. Write names such as title and deadline there.",
    ),
    "no_title_column": (
        "어느 칸이 공고 이름인지 알 수 없습니다. 칸을 직접 골라 주십시오: {headers}.",
        "无法判断哪一列是公告名称。请手动选择：{headers}。",
        "It is not clear which column holds the title. Choose it: {headers}.",
    ),
    "unknown_field": (
        "'{field}'(이)라는 항목은 없습니다. 목록에서 골라 주십시오.",
        "没有“{field}”这一项。请从列表中选择。",
        "There is no field “{field}”. Choose one from the list.",
    ),
    "unknown_column": (
        "'{header}'(이)라는 칸이 파일에 없습니다. 칸 이름을 다시 골라 주십시오.",
        "文件中没有“{header}”这一列。请重新选择。",
        "The file has no column “{header}”. Choose again.",
    ),
    "field_twice": (
        "'{field}' 항목에 칸이 두 개 지정되었습니다. 하나만 골라 주십시오.",
        "“{field}”被指定了两列。请只选一列。",
        "Two columns were given for “{field}”. Choose one.",
    ),
    "too_many_rows": (
        "줄이 {limit}개보다 많습니다. 나누어서 올려 주십시오.",
        "行数超过 {limit}。请拆分后上传。",
        "There are more than {limit} rows. Split the file.",
    ),
    "too_many_columns": (
        "칸이 {limit}개보다 많습니다. 필요한 칸만 남겨 주십시오.",
        "列数超过 {limit}。请只保留需要的列。",
        "There are more than {limit} columns. Keep the ones you need.",
    ),
    "broken_quotes": (
        "{line}번째 줄에서 따옴표가 닫히지 않았습니다. 그 줄의 따옴표를 확인해 주십시오.",
        "第 {line} 行的引号没有闭合。请检查该行的引号。",
        "A quote is not closed at line {line}. Check the quotes there.",
    ),
    "not_xlsx": (
        "엑셀(XLSX) 파일로 열 수 없습니다. 엑셀에서 'XLSX'로 다시 저장해 주십시오.",
        "无法作为 XLSX 文件打开。请用表格软件另存为 XLSX。",
        "This cannot be opened as XLSX. Save it again as XLSX.",
    ),
    "old_xls": (
        "옛 엑셀(XLS) 또는 암호가 걸린 파일입니다. 암호 없는 XLSX로 저장해 주십시오.",
        "这是旧版 XLS 或加密文件。请另存为不加密的 XLSX。",
        "This is an old XLS or a file with a password. Save it as XLSX without a password.",
    ),
    "zip_bomb": (
        "풀었을 때 지나치게 커지는 파일이라 열지 않았습니다. 필요한 시트만 새 파일로 저장해 주십시오.",
        "文件解压后过大，未予打开。请只把需要的工作表另存为新文件。",
        "The file grows far too large when unpacked, so it was not opened. Save only the sheet you need.",
    ),
    "has_macros": (
        "매크로가 든 파일은 받지 않습니다. 매크로 없는 XLSX로 저장해 주십시오.",
        "不接受含宏的文件。请另存为不含宏的 XLSX。",
        "Files with macros are not accepted. Save it as XLSX without macros.",
    ),
    "has_external_links": (
        "다른 파일에 연결된 시트는 받지 않습니다. 연결을 끊고 값으로 저장해 주십시오.",
        "不接受链接到其他文件的表格。请断开链接并保存为数值。",
        "Sheets linked to other files are not accepted. Break the links and save the values.",
    ),
    "no_such_sheet": (
        "'{sheet}' 시트가 없습니다. 있는 시트: {sheets}.",
        "没有“{sheet}”工作表。现有工作表：{sheets}。",
        "There is no sheet “{sheet}”. The file has: {sheets}.",
    ),
    "no_such_file": (
        "파일을 찾을 수 없습니다: {path}. 경로를 확인해 주십시오.",
        "找不到文件：{path}。请检查路径。",
        "No such file: {path}. Check the path.",
    ),
    "bad_address": (
        "주소를 쓸 수 없습니다: {address}. http 또는 https로 시작하는 주소를 적어 주십시오.",
        "网址不可用：{address}。请填写以 http 或 https 开头的网址。",
        "This address cannot be used: {address}. Give one that starts with http or https.",
    ),
    "unknown_host": (
        "서버를 찾을 수 없습니다: {host}. 주소를 확인해 주십시오.",
        "找不到服务器：{host}。请检查网址。",
        "No such server: {host}. Check the address.",
    ),
    "private_address": (
        "{host}은(는) 내부망 주소라 열지 않습니다. 운영 설정에서 허용한 서버만 열 수 있습니다.",
        "{host} 是内部网络地址，不予打开。只能打开运营设置中允许的服务器。",
        "{host} is an internal address and is not opened. Only servers allowed in the settings may be.",
    ),
    "moved_elsewhere": (
        "{host} 서버가 다른 서버로 옮기라고 답했습니다. 새 주소를 직접 적어 주십시오.",
        "服务器 {host} 要求转到其他服务器。请直接填写新网址。",
        "{host} sends us to another server. Give the new address yourself.",
    ),
    "http_status": (
        "{host} 서버가 {status}(으)로 답했습니다. 잠시 뒤에 다시 하거나 주소와 열쇠를 확인해 주십시오.",
        "服务器 {host} 返回 {status}。请稍后重试，或检查网址和密钥。",
        "{host} answered {status}. Try again later, or check the address and the key.",
    ),
    "unreachable": (
        "{host} 서버에 연결할 수 없습니다. 잠시 뒤에 다시 해 주십시오.",
        "无法连接服务器 {host}。请稍后重试。",
        "{host} cannot be reached. Try again later.",
    ),
    "too_slow": (
        "{host} 서버가 {seconds}초 안에 답을 마치지 못했습니다. 나누어 받거나 나중에 다시 해 주십시오.",
        "服务器 {host} 未能在 {seconds} 秒内答复完毕。请分批获取或稍后重试。",
        "{host} did not finish within {seconds} seconds. Ask for less at once, or try later.",
    ),
}
