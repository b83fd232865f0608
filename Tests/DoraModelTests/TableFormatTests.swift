import DoraTestSupport
import Testing

@testable import DoraModel

@Suite struct TableFormatTests {
  @Test func `a value is formatted as Python's format does, at random`() throws {
    let cases = try Differential.cases("format_cases.py", "\(Chance.seed)", "20000")
    #expect(cases.count == 20000)
    for item in cases {
      let spec = try #require(item["spec"]?.text)
      let value = try #require(item["value"])
      #expect(
        FormatSpec(spec)?.format(value)?.string == item["out"]?.string,
        "format(\(PythonText.repr(value)), '\(spec.string)')")
    }
  }

  @Test(arguments: [
    (".3f", "2.6755", "2.675"), (".2f", "2.675", "2.67"), (".2f", "0.125", "0.12"),
    (".1%", "0.98765", "98.8%"), ("g", "1e-05", "1e-05"), ("d", "7", "7"),
    (">6", "\"ab\"", "    ab"),
    ("<6", "12", "12    "), ("08.2f", "-1.5", "-0001.50"), ("010,", "1234", "00,001,234"),
    (".3", "\"abcd\"", "abc"), ("", "true", "True"), (".0f", "0.5", "0"),
    ("e", "0", "0.000000e+00"),
    (".2f", "NaN", "nan"), ("+.1f", "Infinity", "+inf"),
  ])
  func `a format rounds the exact value, half to even`(
    spec: String, value: String, shown: String
  ) throws {
    let value = try JSONReader.read(Array(value.utf8))
    #expect(FormatSpec(Text(spec))?.format(value)?.string == shown)
  }

  @Test(arguments: ["q", ".", "1.5x", ",,", "99999999999999999999", ".99999f", "é"])
  func `an invalid or enormous format shows the value plainly`(spec: String) {
    let shown = (FormatSpec(Text(spec)) ?? .plain).show(.number(0.1))
    #expect(shown.string == "0.1")
  }

  @Test func `a metric that isn't a number keeps its words`() {
    #expect(FormatSpec(".3f")?.show("diverged").string == "diverged")
    #expect(FormatSpec(".3f")?.show([1, 2]).string == "[1, 2]")
  }
}
