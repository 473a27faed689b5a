"""What people agree to, word for word. A version is never edited: new words get a new version, old consents keep theirs."""

from collections.abc import Mapping
from typing import Final

from madang.core.text import Text

# The version that new consents are given to, by purpose (`Consent.Purpose`).
CURRENT: Final[Mapping[str, str]] = {
    "account": "2026-11",
    "public_page": "2026-11",
    "share_with_staff": "2026-11",
    "digest": "2026-12",
}

WORDS: Final[Mapping[tuple[str, str], Text]] = {
    ("account", "2026-11"): Text(
        en=(
            "We keep your e-mail address, your name, your language and the day you signed up, so that you can sign in and the "
            "people you work with here know who you are. While you are signed in we also keep the network address and browser of "
            "each session, so that you can see and end them. We write to you only about your account and what you asked for. "
            "We pass nothing on: institutions see what you hand in to them or choose to show. You can download everything and "
            "delete your account at any time under “My account”; your name and address are then erased, and what you did here "
            "remains without a name. You need not agree: everything public can be read without an account."
        ),
        ko=(
            "로그인하고 이곳에서 함께 일하는 사람이 누구인지 알 수 있도록 이메일 주소, 이름, 사용 언어, 가입일을 보관합니다. "
            "로그인해 있는 동안에는 접속을 직접 확인하고 끊을 수 있도록 접속 주소와 브라우저도 보관합니다. "
            "계정과 직접 요청하신 일에 관해서만 이메일을 보냅니다. 다른 곳에 제공하지 않으며, 기관은 제출하거나 공개하기로 "
            "하신 것만 봅니다. ‘내 계정’에서 언제든지 모든 정보를 내려받고 계정을 삭제할 수 있습니다. 삭제하면 이름과 주소는 "
            "지워지고, 이곳에서 하신 일은 이름 없이 남습니다. 동의하지 않으셔도 됩니다. 공개된 내용은 계정 없이 모두 볼 수 있습니다."
        ),
        zh=(
            "我们保存您的电子邮箱、姓名、语言和注册日期，以便您登录，并让在此与您共事的人知道您是谁。"
            "在您登录期间，我们还保存每次会话的网络地址和浏览器，以便您查看和结束会话。"
            "我们只就您的账户和您要求的事项发送邮件。我们不向他人提供信息：各机构只能看到您提交或选择公开的内容。"
            "您可随时在“我的账户”中下载全部信息并删除账户；删除后，您的姓名和邮箱将被清除，您在此所做的事以不具名的方式保留。"
            "您可以不同意：所有公开内容无需账户即可阅读。"
        ),
        source="en",
    ),
    ("public_page", "2026-11"): Text(
        en=(
            "The startup’s public page shows its name, what it does, its sectors, region, products and team page to everyone, "
            "search engines included. You can take this back at any time; the page then disappears at once, but copies that "
            "others made meanwhile are out of our hands."
        ),
        ko=(
            "스타트업의 공개 페이지는 기업명, 하는 일, 분야, 지역, 제품, 팀 소개를 "
            "검색 엔진을 포함한 모든 사람에게 보여 줍니다. "
            "언제든지 철회할 수 있으며, 철회하면 페이지는 바로 사라집니다. "
            "다만 그동안 다른 사람이 복사한 것은 저희가 지울 수 없습니다."
        ),
        zh=(
            "企业公开页面向所有人（包括搜索引擎）显示企业名称、业务、领域、地区、产品和团队介绍。"
            "您可随时撤回，页面随即消失；但他人在此期间复制的内容不在我们的控制之内。"
        ),
        source="en",
    ),
    ("share_with_staff", "2026-11"): Text(
        en=(
            "Institutions on this street may see that the startup fits one of their open calls: its name, sectors, region and "
            "how far it meets the rules, but no documents and no figures. They may then write to its owners. You can take this "
            "back at any time; from then on they no longer see it."
        ),
        ko=(
            "이 거리의 기관이 접수 중인 공고에 스타트업이 맞는지 볼 수 있습니다. 기업명, 분야, 지역, 자격 요건 충족 정도만 보이며 "
            "서류와 재무 수치는 보이지 않습니다. "
            "기관은 소유자에게 연락할 수 있습니다. 언제든지 철회할 수 있으며, 그때부터 보이지 않습니다."
        ),
        zh=(
            "街区内的机构可以看到企业符合其正在征集的项目：仅限企业名称、领域、地区和符合条件的程度，不含文件和数据。"
            "机构可据此联系企业所有者。您可随时撤回，此后机构不再可见。"
        ),
        source="en",
    ),
    ("digest", "2026-11"): Text(
        en=(
            "We send you an e-mail about closing dates and new calls that fit your startups, at most once a day. "
            "Every such e-mail tells how to stop it."
        ),
        ko="마감일과 스타트업에 맞는 새 공고를 하루에 한 번까지 이메일로 알려 드립니다. 그만 받는 방법은 이메일마다 적혀 있습니다.",
        zh="我们就截止日期和适合您企业的新征集发送邮件，每天最多一封。每封邮件都说明如何停止接收。",
        source="en",
    ),
    ("digest", "2026-12"): Text(
        en=(
            "We send you e-mail about new calls in the searches you saved and about closing dates of calls that your startups "
            "keep in view: at most one a day, and besides that at once for searches where you chose so. Every such e-mail has a "
            "link that stops it with one click, without signing in."
        ),
        ko=(
            "저장하신 검색의 새 공고와 창업기업이 눈여겨보는 공고의 마감일을 이메일로 알려 드립니다. 하루에 한 통까지이며, "
            "‘바로’를 고르신 검색만 따로 바로 알려 드립니다. 이메일마다 로그인 없이 한 번에 그만 받을 수 있는 링크가 있습니다."
        ),
        zh=(
            "我们就您保存的检索中的新公告，以及您的企业关注的公告的截止日期发送邮件：每天最多一封，"
            "您选择“立即”的检索另行即时通知。每封邮件都有链接，无需登录，一键即可停止。"
        ),
        source="en",
    ),
}


def words(purpose: str, version: str = "") -> Text:
    """The words of one consent; without a version those in force today. Raises KeyError for a text that never existed."""
    return WORDS[purpose, version or CURRENT[purpose]]
