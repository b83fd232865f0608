import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// What Python reads in strings, and how it matches them, beside Python itself.
@Suite struct PythonReadingTests {
  @Test func `numbers, paths and quoted strings are Python's, at random`() throws {
    let cases = try Differential.cases("reading_cases.py", "\(Chance.seed)", "10000")
    #expect(cases.count == 10000)
    var unsure = 0
    for item in cases {
      let text = try #require(item["text"]?.text)
      let readings = [("int", PythonNumber.int(text)), ("float", PythonNumber.float(text))]
      var found = readings.map { name, reading -> (String, Text?) in
        switch reading {
        case .invalid: return (name, nil)
        case .value(.int(let int)): return (name, Text(String(int)))
        case .value(.big(let digits)): return (name, Text(digits))
        case .value(.float(let double)): return (name, Text(PythonText.repr(.number(double))))
        case .value, .unsure: return (name, "unsure")
        }
      }
      found.append(("path", PythonPath.normal(text)))
      found.append(("repr", PythonUnicode.repr(text).map { Text($0) } ?? "unsure"))
      for (name, reading) in found {
        if reading == "unsure" { unsure += 1 }
        if reading == "unsure" || reading == item[Text(name)]?.text { continue }
        Issue.record("seed \(Chance.seed): \(name) of \(PythonJSON.string(item))")
      }
    }
    #expect(unsure < 2000)
  }

  @Test func `shell patterns match as Python's fnmatch lets them, at random`() throws {
    let cases = try Differential.cases("fnmatch_cases.py", "\(Chance.seed)", "10000")
    #expect(cases.contains { $0["matches"] == true })
    for item in cases {
      let name = try #require(item["name"]?.text)
      let matches = Fnmatch.matches(name, try #require(item["pattern"]?.text))
      if matches == item["matches"]?.bool { continue }
      Issue.record("seed \(Chance.seed): \(PythonJSON.string(item))")
    }
  }
}
