import server


def test_says_ok():
    assert server.health()["ok"]


def test_says_its_generation():
    assert server.health()["generation"] >= 0
