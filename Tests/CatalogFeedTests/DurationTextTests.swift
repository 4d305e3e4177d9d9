import Testing

@testable import CatalogFeed

@Suite struct DurationTextTests {
  @Test(
    arguments: [
      ("PT1H30M", "1.5"), ("PT40H", "40"), ("P1D", "24"), ("P2W", "336"), ("PT1800S", "0.5"),
      ("P0Y0M1DT1H", "25"), ("P1M", nil), ("P3Y", nil), ("P", nil), ("PT", nil), ("40", nil),
      ("2 hours", nil), ("PT1H ", nil),
    ] as [(String, String?)])
  func hours(text: String, hours: String?) {
    #expect(DurationText.hours(text) == hours)
  }
}
