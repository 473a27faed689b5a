"""Reasons an open-data portal gives under a number (data.go.kr), and what to do about each."""

PORTAL_REASONS: dict[str, tuple[str, str, str]] = {
    "portal_error": (
        "공공데이터포털이 오류 {number}을(를) 돌려주었습니다: {told}. 잠시 뒤에 다시 해 주십시오.",
        "公共数据门户返回错误 {number}：{told}。请稍后重试。",
        "The open-data portal answered with error {number}: {told}. Try again later.",
    ),
    "portal_1": (
        "포털 내부 오류입니다. 잠시 뒤에 다시 해 주십시오. (오류 {number})",
        "门户内部错误。请稍后重试。（错误 {number}）",
        "An error inside the portal. Try again later. (error {number})",
    ),
    "portal_2": (
        "포털의 데이터베이스 오류입니다. 잠시 뒤에 다시 해 주십시오. (오류 {number})",
        "门户数据库错误。请稍后重试。（错误 {number}）",
        "The portal's database failed. Try again later. (error {number})",
    ),
    "portal_4": (
        "포털의 통신 오류입니다. 잠시 뒤에 다시 해 주십시오. (오류 {number})",
        "门户通信错误。请稍后重试。（错误 {number}）",
        "The portal's connection failed. Try again later. (error {number})",
    ),
    "portal_5": (
        "포털이 제때 답하지 못했습니다. 한 번에 받는 건수를 줄여 주십시오. (오류 {number})",
        "门户响应超时。请减少每次获取的条数。（错误 {number}）",
        "The portal was too slow. Ask for fewer items at once. (error {number})",
    ),
    "portal_10": (
        "요청 주소의 값이 잘못되었습니다. 주소를 확인해 주십시오. (오류 {number})",
        "请求参数有误。请检查网址。（错误 {number}）",
        "A value in the address is wrong. Check the address. (error {number})",
    ),
    "portal_11": (
        "요청 주소에 꼭 필요한 값이 빠졌습니다. 주소를 확인해 주십시오. (오류 {number})",
        "请求缺少必需的参数。请检查网址。（错误 {number}）",
        "The address lacks a required value. Check the address. (error {number})",
    ),
    "portal_12": (
        "이 서비스는 없거나 폐지되었습니다. 포털에서 새 주소를 찾아 주십시오. (오류 {number})",
        "该服务不存在或已停止。请在门户上查找新网址。（错误 {number}）",
        "The service does not exist or has ended. Look up its new address on the portal. (error {number})",
    ),
    "portal_20": (
        "이 서비스의 이용 허가가 없습니다. 포털에서 활용신청을 해 주십시오. (오류 {number})",
        "没有使用该服务的权限。请在门户上申请。（错误 {number}）",
        "No permission to use this service. Apply for it on the portal. (error {number})",
    ),
    "portal_21": (
        "인증키가 잠시 막혀 있습니다. 포털에 문의해 주십시오. (오류 {number})",
        "密钥暂时被停用。请咨询门户。（错误 {number}）",
        "The key is suspended for now. Ask the portal. (error {number})",
    ),
    "portal_22": (
        "하루 이용 횟수를 다 썼습니다. 내일 다시 하거나 포털에서 늘려 주십시오. (오류 {number})",
        "今日调用次数已用完。请明天再试，或在门户上申请增加。（错误 {number}）",
        "The day's quota is used up. Try tomorrow, or ask the portal for more. (error {number})",
    ),
    "portal_30": (
        "등록되지 않은 인증키입니다. 키가 맞는지, 두 번 인코딩되지 않았는지 확인해 주십시오. (오류 {number})",
        "密钥未注册。请确认密钥正确，且没有被重复编码。（错误 {number}）",
        "The key is not registered. Check it, and that it was not encoded twice. (error {number})",
    ),
    "portal_31": (
        "인증키의 사용 기간이 끝났습니다. 포털에서 연장해 주십시오. (오류 {number})",
        "密钥已过期。请在门户上续期。（错误 {number}）",
        "The key has expired. Renew it on the portal. (error {number})",
    ),
    "portal_32": (
        "등록되지 않은 IP 주소에서 보냈습니다. 포털에 이 서버의 주소를 등록해 주십시오. (오류 {number})",
        "请求来自未注册的 IP 地址。请在门户上登记本服务器的地址。（错误 {number}）",
        "The request came from an unregistered IP address. Register this server on the portal. (error {number})",
    ),
    "portal_33": (
        "서명되지 않은 요청입니다. 인증키를 확인해 주십시오. (오류 {number})",
        "请求未签名。请检查密钥。（错误 {number}）",
        "The request was not signed. Check the key. (error {number})",
    ),
    "portal_99": (
        "포털이 알 수 없는 오류라고 답했습니다. 잠시 뒤에 다시 해 주십시오. (오류 {number})",
        "门户返回未知错误。请稍后重试。（错误 {number}）",
        "The portal reports an unknown error. Try again later. (error {number})",
    ),
    "portal_-3": (
        "포털에 없는 주소입니다. 주소를 확인해 주십시오. (오류 {number})",
        "门户上没有该网址。请检查网址。（错误 {number}）",
        "The portal has no such address. Check the address. (error {number})",
    ),
    "portal_-4": (
        "등록되지 않은 인증키입니다. 인증키를 확인해 주십시오. (오류 {number})",
        "密钥未注册。请检查密钥。（错误 {number}）",
        "The key is not registered. Check the key. (error {number})",
    ),
}
