"""Korean sentences and the signals that they tell: whose, of what kind, done or planned, and with what numbers."""

from __future__ import annotations

import pytest

from bot.facts import Signal
from tests.stand_ins.short_articles import read


def signals_of(text: str) -> tuple[Signal, ...]:
    return read(text, "ko", "2025-05-14").signals


def told(text: str) -> list[tuple[str, str, str]]:
    return sorted((s.kind, s.status, s.company) for s in signals_of(text))


LAYOFFS = [
    ("세차 앱 ‘물방개’가 직원 45명을 해고했다.", "reported", "물방개", 45, None),
    ("세차 앱 ‘물방개’가 직원 45명을 내보냈다.", "reported", "물방개", 45, None),
    ("‘물방개’는 전체 인력의 12%를 감축했다.", "reported", "물방개", None, 12.0),
    ("‘물방개’는 지난달 전 직원의 3분의 1을 줄였다.", "reported", "물방개", None, 33.3),
    ("‘물방개’가 희망퇴직을 받는다.", "reported", "물방개", None, None),
    ("‘물방개’가 구조조정에 들어갔다.", "reported", "물방개", None, None),
    ("‘물방개’는 개발자 20명에게 권고사직을 통보했다.", "reported", "물방개", 20, None),
    ("직원 45명을 내보낸 세차 앱 ‘물방개’는 말을 아꼈다.", "reported", "물방개", 45, None),
    ("‘물방개’ 직원 45명이 일자리를 잃었다.", "reported", "물방개", 45, None),
    ("‘물방개’는 직원의 절반을 잘랐다.", "reported", "물방개", None, 50.0),
    ("‘물방개’가 직원 45명을 내보내기로 했다.", "reported", "물방개", 45, None),
    ("‘물방개’는 감원을 검토하고 있다.", "planned", "물방개", None, None),
    ("‘물방개’가 직원 45명을 줄일 계획이다.", "planned", "물방개", 45, None),
    ("‘물방개’는 연말까지 인력 10%를 감축할 방침이다.", "planned", "물방개", None, 10.0),
    ("‘물방개’는 정리해고설을 부인했다.", "denied", "물방개", None, None),
    ("‘물방개’ 측은 구조조정은 사실무근이라고 밝혔다.", "denied", "물방개", None, None),
    ("‘물방개’는 감원 계획이 없다고 했다.", "denied", "물방개", None, None),
    ("‘물방개’, 직원 30% 감원", "reported", "물방개", None, 30.0),
]

OTHERS = [
    ("꽃 구독 서비스 ‘들꽃마차’가 문을 닫았다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’는 이달 말 서비스를 종료한다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’가 서울회생법원에 회생절차를 신청했다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’는 법원에서 파산 선고를 받았다.", ("shutdown", "reported", "들꽃마차")),
    ("지난달 폐업한 ‘들꽃마차’에는 아무도 없었다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’는 사업을 접었다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’가 법정관리에 들어갔다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’는 청산 절차를 밟고 있다.", ("shutdown", "reported", "들꽃마차")),
    ("‘들꽃마차’가 파산 신청을 검토하고 있다.", ("shutdown", "planned", "들꽃마차")),
    ("‘들꽃마차’는 폐업설을 일축했다.", ("shutdown", "denied", "들꽃마차")),
    ("메신저 ‘참새톡’이 특허 침해로 피소됐다.", ("legal", "reported", "참새톡")),
    ("‘참새톡’ 대표가 횡령 혐의로 기소됐다.", ("legal", "reported", "참새톡")),
    ("검찰이 ‘참새톡’ 본사를 압수수색했다.", ("legal", "reported", "참새톡")),
    ("공정거래위원회가 ‘참새톡’에 대한 조사에 착수했다.", ("legal", "reported", "참새톡")),
    ("‘참새톡’은 상표권 소송에 휘말렸다.", ("legal", "reported", "참새톡")),
    ("경찰은 ‘참새톡’을 수사하고 있다.", ("legal", "reported", "참새톡")),
    ("‘참새톡’ 대표가 자리에서 물러났다.", ("leadership_exit", "reported", "참새톡")),
    ("‘참새톡’의 창업자가 회사를 떠났다.", ("leadership_exit", "reported", "참새톡")),
    ("‘참새톡’ 이사회는 대표를 해임했다.", ("leadership_exit", "reported", "참새톡")),
    ("‘참새톡’ 최고기술책임자가 사임했다.", ("leadership_exit", "reported", "참새톡")),
    ("‘참새톡’ 대표가 다음 달 사임할 예정이다.", ("leadership_exit", "planned", "참새톡")),
    ("배송 로봇을 만드는 ‘달팽이봇’이 자금난에 빠졌다.", ("funding_trouble", "reported", "달팽이봇")),
    ("‘달팽이봇’은 석 달째 급여를 주지 못했다.", ("funding_trouble", "reported", "달팽이봇")),
    ("‘달팽이봇’은 후속 투자 유치에 실패했다.", ("funding_trouble", "reported", "달팽이봇")),
    ("‘달팽이봇’은 완전자본잠식 상태다.", ("funding_trouble", "reported", "달팽이봇")),
    ("‘달팽이봇’의 임금 체불이 드러났다.", ("funding_trouble", "reported", "달팽이봇")),
    ("‘달팽이봇’의 기업가치가 반토막 났다.", ("down_round", "reported", "달팽이봇")),
    ("‘달팽이봇’은 몸값을 3000억원에서 1200억원으로 낮췄다.", ("down_round", "reported", "달팽이봇")),
    ("‘달팽이봇’의 매출이 20% 줄었다.", ("revenue_decline", "reported", "달팽이봇")),
    ("‘달팽이봇’은 지난해 매출이 18% 감소했다.", ("revenue_decline", "reported", "달팽이봇")),
]

USAGE = [
    ("독서 앱 ‘책벌레’의 월간 활성 이용자가 12% 감소했다.", "usage_decline", "책벌레", "mau", -12.0),
    ("‘책벌레’의 하루 이용자가 8% 줄었다.", "usage_decline", "책벌레", "dau", -8.0),
    ("‘책벌레’ 방문자가 9.5% 빠졌다.", "usage_decline", "책벌레", "visits", -9.5),
    ("‘책벌레’의 다운로드가 반토막 났다.", "usage_decline", "책벌레", "downloads", -50.0),
    ("‘책벌레’의 구독자가 5% 떨어졌다.", "usage_decline", "책벌레", "subscribers", -5.0),
    ("‘책벌레’의 트래픽이 30% 급감했다.", "usage_decline", "책벌레", "traffic", -30.0),
    ("‘책벌레’의 이용자가 25% 늘었다.", "usage_growth", "책벌레", "users", 25.0),
    ("‘책벌레’의 다운로드가 두 배로 늘었다.", "usage_growth", "책벌레", "downloads", 100.0),
    ("‘책벌레’의 가입자가 제자리걸음이다.", "usage_stagnation", "책벌레", "users", None),
    ("‘책벌레’의 방문자는 정체됐다.", "usage_stagnation", "책벌레", "visits", None),
]

NOTHING = [
    "‘물방개’가 채용을 중단했다.",
    "‘물방개’가 직원 40명을 새로 뽑았다.",
    "‘책벌레’의 주가가 12% 떨어졌다.",
    "‘책벌레’의 월 이용자는 40만명이다.",
    "‘달팽이봇’은 영업손실이 커졌다.",
    "‘들꽃마차’는 시리즈A 문을 닫았다.",
    "‘물방개’는 비용을 20% 줄였다.",
    "스타트업 감원 바람이 거세다.",
    "지난해 문을 닫은 스타트업이 190곳이다.",
    "‘참새톡’은 고소한 맛으로 이름난 과자를 판다.",
]


@pytest.mark.parametrize(("text", "status", "company", "headcount", "share"), LAYOFFS)
def test_a_cut_is_told_with_its_company_and_its_numbers(
    text: str, status: str, company: str, headcount: int | None, share: float | None
) -> None:
    found = signals_of(text)
    assert [(s.kind, s.status, s.company) for s in found] == [("layoffs", status, company)]
    assert (found[0].headcount, found[0].workforce_percent) == (headcount, share)


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_the_sentence_tells_one_signal_of_one_company(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(("text", "kind", "company", "metric", "percent"), USAGE)
def test_a_change_of_use_is_told_with_what_is_counted_and_by_how_much(
    text: str, kind: str, company: str, metric: str, percent: float | None
) -> None:
    found = signals_of(text)
    assert [(s.kind, s.status, s.company) for s in found] == [(kind, "reported", company)]
    assert (found[0].metric, found[0].change_percent) == (metric, percent)


@pytest.mark.parametrize("text", NOTHING)
def test_the_sentence_tells_no_signal(text: str) -> None:
    assert told(text) == []


def test_months_in_a_row_are_the_duration_of_a_decline() -> None:
    found = signals_of("‘책벌레’의 이용자가 넉 달 연속 줄었다.")
    assert [(s.kind, s.duration_months) for s in found] == [("usage_decline", 4)]


def test_the_plaintiff_of_a_suit_is_never_flagged() -> None:
    assert [s.company for s in signals_of("‘참새톡’은 경쟁사 ‘제비톡’을 고소했다.")] == ["제비톡"]


def test_the_share_of_staff_may_follow_in_the_next_sentence() -> None:
    found = signals_of("‘물방개’가 직원 45명을 내보냈다. 전체 인력의 9%에 해당한다.")
    assert [(s.headcount, s.workforce_percent) for s in found] == [(45, 9.0)]


def test_the_company_of_the_sentence_before_is_meant_where_none_is_named() -> None:
    text = "‘물방개’는 2년 전 40억원을 유치했다. 이 회사는 지난달 직원 45명을 내보냈다."
    assert told(text) == [("layoffs", "reported", "물방개")]


def test_each_of_several_apps_gets_its_own_share() -> None:
    text = "‘책벌레’의 이용자는 줄었다. 지난달 ‘책벌레’가 4%, ‘글벗’이 9% 줄었다."
    found = {s.company: s.change_percent for s in signals_of(text)}
    assert found == {"책벌레": -4.0, "글벗": -9.0}
