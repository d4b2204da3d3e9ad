"""What deals one or two Korean sentences tell: whose, what kind, how sure, how much."""

from __future__ import annotations

import pytest

from bot.facts import Deal
from tests.stand_ins.short_articles import read

EOK = 100_000_000


def deals_of(text: str, published: str | None = "2024-05-20") -> tuple[Deal, ...]:
    """The deals of a short Korean article."""
    return read(text, "ko", published, "단신").deals


def told(deal: Deal) -> tuple[str, str, str, int | None]:
    """Kind, status, company and amount of a deal."""
    return deal.kind, deal.status, deal.company, deal.amount.value if deal.amount else None


FUNDING = [
    ("해초 가공 업체 ‘다시마랩’이 50억원을 유치했다.", "다시마랩", 50 * EOK),
    ("수산물 유통 스타트업 물때가 시리즈A 투자 70억원을 받았다.", "물때", 70 * EOK),
    ("조개 양식 기업 갯벌나라는 30억원 규모의 시드 라운드를 마무리했다.", "갯벌나라", 30 * EOK),
    ("등대캐피탈은 소금 배송 앱 ‘짠내’에 15억원을 투자했다.", "짠내", 15 * EOK),
    ("‘파도결’, 200억원 규모 시리즈B 투자 유치", "파도결", 200 * EOK),
    ("밀물벤처스가 이끈 라운드에서 ‘썰물테크’는 90억원을 끌어모았다.", "썰물테크", 90 * EOK),
    (
        "어선 관제 솔루션을 파는 돛단소프트가 부두인베스트먼트로부터 시리즈C 자금 310억원을 끌어왔다.",
        "돛단소프트",
        310 * EOK,
    ),
    ("지난달 40억원을 유치한 낚시 예약 앱 월광이 부산에 사무소를 냈다.", "월광", 40 * EOK),
    (
        "김 양식 로봇을 만드는 해태로보틱스가 1200만 달러(약 160억원)의 투자금을 확보했다.",
        "해태로보틱스",
        12_000_000,
    ),
    ("미역 스타트업 ‘줄기’에 25억원이 투입됐다.", "줄기", 25 * EOK),
    ("포구파트너스와 방파제벤처스는 ‘고깃배’에 모두 60억원을 넣었다.", "고깃배", 60 * EOK),
    ("해양 데이터 업체 물결지도는 목표액 100억원을 웃도는 120억원을 모집했다.", "물결지도", 120 * EOK),
    ("수협은행이 신주를 사들이는 방식으로 ‘어판장’에 20억원을 출자했다.", "어판장", 20 * EOK),
    ("‘닻내림’이 400억원 몸값으로 45억원을 조달했다.", "닻내림", 45 * EOK),
    ("심해 탐사 드론 기업 블루딥은 80억원의 신규 자금을 수혈받았다.", "블루딥", 80 * EOK),
]


@pytest.mark.parametrize(("text", "company", "amount"), FUNDING)
def test_money_that_came_in_is_a_completed_round_of_its_company(text: str, company: str, amount: int) -> None:
    assert [told(deal) for deal in deals_of(text)] == [("funding", "completed", company, amount)]


ROUNDS = [
    ("굴 껍데기 재활용 업체 ‘조가비’가 시드로 3억원을 받았다.", "seed"),
    ("굴 껍데기 재활용 업체 ‘조가비’가 프리A로 12억원을 받았다.", "pre_series_a"),
    ("굴 껍데기 재활용 업체 ‘조가비’가 프리시리즈B 투자 40억원을 유치했다.", "pre_series_b"),
    ("굴 껍데기 재활용 업체 ‘조가비’가 시리즈 C로 210억원을 조달했다.", "series_c"),
    ("굴 껍데기 재활용 업체 ‘조가비’가 브릿지 투자로 9억원을 확보했다.", "bridge"),
    ("굴 껍데기 재활용 업체 ‘조가비’가 엔젤투자 2억원을 유치했다.", "angel"),
]


@pytest.mark.parametrize(("text", "code"), ROUNDS)
def test_the_round_is_read_in_every_spelling(text: str, code: str) -> None:
    assert [deal.round for deal in deals_of(text)] == [code]


IN_TALKS = [
    (
        "새우 양식 스타트업 ‘대하’가 300억원 규모의 시리즈B 투자 유치를 추진하고 있다.",
        "funding",
        "대하",
        300 * EOK,
    ),
    ("‘대하’는 시리즈A 30억원을 모으는 중이다.", "funding", "대하", 30 * EOK),
    (
        "업계에 따르면 선박 부품사 물닻은 500억원을 조달하기 위해 투자자들과 협상 중이다.",
        "funding",
        "물닻",
        500 * EOK,
    ),
    ("항만 물류 기업 컨테이너숲이 내년 코스닥 상장을 준비하고 있다.", "ipo", "컨테이너숲", None),
    ("해운 플랫폼 ‘뱃길’은 한국거래소에 코스닥 상장예비심사를 청구했다.", "ipo", "뱃길", None),
    ("해운 플랫폼 ‘뱃길’이 상장 주관사로 두 곳을 선정했다.", "ipo", "뱃길", None),
    ("항구그룹이 어묵 업체 ‘부들’의 인수를 검토하고 있다.", "acquisition", "부들", None),
    ("어묵 업체 ‘부들’이 매물로 나왔다.", "acquisition", "부들", None),
]


@pytest.mark.parametrize(("text", "kind", "company", "amount"), IN_TALKS)
def test_what_is_only_sought_is_in_talks(text: str, kind: str, company: str, amount: int | None) -> None:
    assert [told(deal) for deal in deals_of(text)] == [(kind, "in_talks", company, amount)]


CANCELLED = [
    ("간병 앱 ‘곁지기’가 논의하던 90억원 투자 유치가 막판에 무산됐다.", "funding", "곁지기", 90 * EOK),
    ("두부 업체 ‘콩물’은 코스닥 상장을 철회했다.", "ipo", "콩물", None),
    ("항구그룹의 어묵 업체 ‘부들’ 인수가 결렬됐다.", "acquisition", "부들", None),
    ("150억원 규모의 ‘콩물’ 시리즈C가 백지화됐다.", "funding", "콩물", 150 * EOK),
]


@pytest.mark.parametrize(("text", "kind", "company", "amount"), CANCELLED)
def test_what_came_to_nothing_is_cancelled(text: str, kind: str, company: str, amount: int | None) -> None:
    assert [told(deal) for deal in deals_of(text)] == [(kind, "cancelled", company, amount)]


ACQUISITIONS = [
    ("항구그룹이 어묵 업체 부들을 300억원에 인수했다.", "부들", 300 * EOK, "항구그룹"),
    ("항구그룹이 어묵 업체 ‘부들’을 품었다.", "부들", None, "항구그룹"),
    ("어묵 업체 ‘부들’이 항구그룹에 300억원에 팔렸다.", "부들", 300 * EOK, "항구그룹"),
    ("항구그룹은 어묵 업체 ‘부들’의 지분 100%를 300억원에 사들였다.", "부들", 300 * EOK, "항구그룹"),
    ("항구그룹이 ‘부들’의 경영권을 인수했다. 인수 금액은 300억원이다.", "부들", 300 * EOK, "항구그룹"),
    ("항구그룹, 어묵 업체 ‘부들’ 300억원에 인수", "부들", 300 * EOK, "항구그룹"),
    ("어묵 업체 ‘부들’을 인수한 항구그룹은 공장을 새로 짓는다.", "부들", None, "항구그룹"),
    ("항구그룹이 지난해 인수한 어묵 업체 ‘부들’은 올해 흑자를 냈다.", "부들", None, "항구그룹"),
]


@pytest.mark.parametrize(("text", "company", "amount", "buyer"), ACQUISITIONS)
def test_what_is_bought_is_the_company_and_who_buys_the_acquirer(
    text: str, company: str, amount: int | None, buyer: str
) -> None:
    found = deals_of(text)
    assert [told(deal) for deal in found] == [("acquisition", "completed", company, amount)]
    assert [(party.name, party.role) for party in found[0].counterparties] == [(buyer, "acquirer")]


LISTINGS = [
    ("해운 플랫폼 ‘뱃길’이 지난 3월 코스닥에 상장했다.", "뱃길", None),
    ("해운 플랫폼 ‘뱃길’은 코스닥에 입성하며 640억원을 모았다.", "뱃길", 640 * EOK),
    ("해운 플랫폼 ‘뱃길’이 16일 코스닥에 상장했다. 공모로 360억원을 모았다.", "뱃길", 360 * EOK),
]


@pytest.mark.parametrize(("text", "company", "amount"), LISTINGS)
def test_a_listing_with_what_it_brought_in_is_one_deal(text: str, company: str, amount: int | None) -> None:
    assert [told(deal) for deal in deals_of(text)] == [("ipo", "completed", company, amount)]


DEBTS = [
    ("조선 기자재 업체 ‘닻별’이 산업은행에서 200억원을 빌렸다.", "닻별", 200 * EOK),
    ("부두은행은 조선 기자재 업체 ‘닻별’에 9억원을 대출해 줬다.", "닻별", 9 * EOK),
    ("‘닻별’이 120억원 규모의 전환사채를 발행했다.", "닻별", 120 * EOK),
    ("조선 기자재 업체 ‘닻별’, 산은서 200억 벤처대출 유치", "닻별", 200 * EOK),
    ("‘닻별’은 부두은행과 50억원 한도의 신용공여 약정을 체결했다.", "닻별", 50 * EOK),
]


@pytest.mark.parametrize(("text", "company", "amount"), DEBTS)
def test_what_must_be_paid_back_is_debt(text: str, company: str, amount: int) -> None:
    assert [told(deal) for deal in deals_of(text)] == [("debt", "completed", company, amount)]


FUNDS = [
    ("등대캐피탈이 1000억원 규모의 해양 펀드를 결성했다.", "등대캐피탈", 1000 * EOK),
    (
        "벤처캐피털 밀물벤처스가 딥테크 펀드의 결성총회를 열었다. 약정총액은 700억원이다.",
        "밀물벤처스",
        700 * EOK,
    ),
]


@pytest.mark.parametrize(("text", "company", "amount"), FUNDS)
def test_a_fund_is_a_deal_of_the_firm_that_closes_it(text: str, company: str, amount: int) -> None:
    assert [told(deal) for deal in deals_of(text)] == [("fund", "completed", company, amount)]


NOTHING = [
    "해초 업체 ‘다시마랩’의 지난해 매출은 50억원이다.",
    "해초 업체 ‘다시마랩’은 과징금 50억원을 부과받았다.",
    "해초 업체 ‘다시마랩’이 320억원 규모의 공급 계약을 따냈다.",
    "‘다시마랩’의 시가총액은 5000억원으로 불었다.",
    "다시마랩은 300억원 투자 유치설은 사실무근이라고 밝혔다.",
    "‘다시마랩’은 공장 증설에 650억원을 투자하기로 했다.",
    "해초 업체 ㄱ사는 지난달 50억원을 유치했다.",
    "스타트업이 투자를 받을 때는 금액보다 조건을 먼저 살펴야 한다.",
    "게임사 ‘바람팽이’가 성수동 사옥을 1300억원에 사들였다.",
    "‘다시마랩’은 정부 과제로 5억원을 지원받았다.",
    "올해 상반기 국내 벤처투자액은 2조원으로 집계됐다.",
    "‘다시마랩’은 이용자 확보에 나섰다. 월 이용료는 9900원이다.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_other_money_is_no_deal(text: str) -> None:
    assert deals_of(text) == ()


def test_a_total_is_no_deal_of_its_own() -> None:
    found = deals_of("해초 업체 ‘다시마랩’이 시리즈B로 120억원을 유치했다. 누적 투자금은 180억원이다.")
    assert [told(deal) for deal in found] == [("funding", "completed", "다시마랩", 120 * EOK)]
    assert found[0].total_raised is not None
    assert found[0].total_raised.value == 180 * EOK


def test_an_investors_share_is_no_deal_of_its_own() -> None:
    found = deals_of("해초 업체 ‘다시마랩’이 120억원을 유치했다. 등대캐피탈이 50억원을 책임졌다.")
    assert [told(deal) for deal in found] == [("funding", "completed", "다시마랩", 120 * EOK)]
    assert [party.name for party in found[0].counterparties] == ["등대캐피탈"]


def test_investors_of_the_next_sentence_belong_to_the_round_and_the_leader_leads() -> None:
    found = deals_of(
        "해초 업체 ‘다시마랩’이 120억원을 유치했다. 밀물벤처스가 라운드를 이끌었고 등대캐피탈과 포구파트너스가 참여했다."
    )
    assert {(party.name, party.role) for party in found[0].counterparties} == {
        ("밀물벤처스", "lead"),
        ("등대캐피탈", "investor"),
        ("포구파트너스", "investor"),
    }


def test_two_rounds_under_one_verb_are_two_deals() -> None:
    found = deals_of("굴 업체 ‘조가비’는 2022년 시드로 7억원, 올해 프리A로 25억원을 각각 받았다.")
    assert [(deal.round, deal.amount.value if deal.amount else None) for deal in found] == [
        ("seed", 7 * EOK),
        ("pre_series_a", 25 * EOK),
    ]


def test_two_companies_under_one_verb_are_two_deals() -> None:
    found = deals_of(
        "굴 업체 ‘조가비’는 등대캐피탈에서 6억원을, 김 업체 ‘해태풀’은 밀물벤처스에서 12억원을 받았다."
    )
    assert [told(deal)[2:] for deal in found] == [("조가비", 6 * EOK), ("해태풀", 12 * EOK)]


def test_a_list_with_sums_in_brackets_is_a_deal_for_each() -> None:
    found = deals_of("이번 주에는 조가비테크(60억원), 해태풀(25억원)이 투자를 받았다.")
    assert [told(deal)[2:] for deal in found] == [("조가비테크", 60 * EOK), ("해태풀", 25 * EOK)]


def test_rows_of_a_table_are_deals() -> None:
    found = deals_of("[표] 이번 주 투자\n조가비 | 시리즈A | 60억 원\n해태풀 | 시드 | 5억 원")
    assert [(deal.company, deal.round) for deal in found] == [("조가비", "series_a"), ("해태풀", "seed")]


def test_who_runs_a_service_is_the_company() -> None:
    found = deals_of("반찬 구독 앱 ‘한끼찬’ 운영사 밥심컴퍼니가 45억원을 유치했다.")
    assert [told(deal)[2:] for deal in found] == [("밥심컴퍼니", 45 * EOK)]


def test_a_later_clause_does_not_undo_what_happened() -> None:
    found = deals_of("‘한가람터’는 시리즈B로 500억원을 투자받았으나, 규제에 막혀 지난달 서비스를 접었다.")
    assert [told(deal) for deal in found] == [("funding", "completed", "한가람터", 500 * EOK)]
