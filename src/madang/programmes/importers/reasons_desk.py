"""Reasons that arise when records meet what the street already has."""

DESK_REASONS: dict[str, tuple[str, str, str]] = {
    "no_institution": (
        "어느 기관의 공고인지 적혀 있지 않습니다. 기관 칸을 지정하거나 가져오기를 할 기관을 골라 주십시오.",
        "未写明是哪个机构的公告。请指定“机构”一栏，或选择为哪个机构导入。",
        "The row does not say whose call it is. Map the institution's column, or import for one institution.",
    ),
    "not_your_notice": (
        "다른 기관({body})의 공고입니다. 기관 창구에서는 자기 기관의 공고만 가져올 수 있습니다. 거리 사무국에 부탁해 주십시오.",
        "这是其他机构（{body}）的公告。机构工作台只能导入本机构的公告，请联系街区办公室。",
        "This is a notice of another institution ({body}). A desk imports only its own; ask the street office for the rest.",
    ),
    "number_taken": (
        "번호 {value}은(는) 이미 다른 공고({title})의 번호입니다. 다른 번호를 쓰거나 번호 칸을 빼 주십시오.",
        "编号 {value} 已属于另一公告（{title}）。请换一个编号，或不指定编号一栏。",
        "Number {value} already stands for another call ({title}). Use another number, or leave out the number column.",
    ),
    "kept_edits": (
        "직접 고치신 항목({fields})은 그대로 두었습니다. 원문과 다르니 확인해 주십시오.",
        "您手动修改过的内容（{fields}）保持不变。与来源不一致，请核对。",
        "What people changed here ({fields}) was left as it is. It differs from the source now: please compare.",
    ),
    "same_call_elsewhere": (
        "이미 있는 공고({title})와 같아서 새로 만들지 않고 연결하였습니다. 다른 공고라면 직접 등록해 주십시오.",
        "与已有公告（{title}）相同，因此未新建，只作了关联。若是另一公告，请手动登记。",
        "This is the same call as one already here ({title}), so it was linked to it. If it is another, add it by hand.",
    ),
    "link_too_long": (
        "신청 주소가 너무 길어 옮기지 못했습니다. 공고 원문의 주소를 이용해 주십시오.",
        "申请网址过长，未能保存。请使用公告原文的网址。",
        "The address for applying is too long to keep. Use the one in the original notice.",
    ),
    "import_stopped": (
        "가져오기가 중간에 멈추었습니다. 저장된 것은 없으니 다시 시작해 주십시오.",
        "导入中途停止，没有保存任何内容。请重新开始。",
        "The import stopped midway. Nothing was kept; start it again.",
    ),
    "file_gone": (
        "올려 주신 파일을 찾을 수 없습니다. 파일을 다시 올려 주십시오.",
        "找不到上传的文件。请重新上传。",
        "The uploaded file is no longer there. Please upload it again.",
    ),
    "unknown_source": (
        "알 수 없는 출처입니다({source}). 목록에서 골라 주십시오.",
        "未知的来源（{source}）。请从列表中选择。",
        "This source is not known ({source}). Choose one from the list.",
    ),
}
