import DoraModel

/// XPs as lines, as an executable grid prints them and `--stdin` takes them.
///
/// A line is an argument list, as `dora-sig --stdin` takes it, or a JSON object: `argv`, and `resources` and `array` if
/// need be. Empty lines, and those that begin with `#`, say nothing.
package enum GridLines {
  /// The XPs of all lines; `base` is what jobs need that don't say otherwise.
  package static func read(
    _ bytes: [UInt8], grid: String, base: JSON
  ) throws(ProgramFailure) -> [GridFile.Asked] {
    var asked: [GridFile.Asked] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) {
      let line = Array(line.drop { blanks.contains($0) })
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      do throws(BadLine) {
        asked.append(
          first == UInt8(ascii: "{") ? try object(line, base) : try words(line, base))
      } catch {
        throw .malformedGrid(grid: grid, reason: "line \(number): \(error.reason)")
      }
    }
    return asked
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]

  /// Why a line isn't an XP.
  private struct BadLine: Error {
    let reason: String
  }

  private static func words(_ line: [UInt8], _ base: JSON) throws(BadLine) -> GridFile.Asked {
    do throws(ArgumentLine.Malformed) {
      return GridFile.Asked(argv: try ArgumentLine.words(line), resources: base)
    } catch { throw BadLine(reason: error.reason) }
  }

  private static func object(_ line: [UInt8], _ base: JSON) throws(BadLine) -> GridFile.Asked {
    let json: JSON
    do throws(JSONFailure) { json = try JSONReader.read(line) } catch {
      throw BadLine(reason: error.message)
    }
    guard let argv = json["argv"]?.texts else {
      throw BadLine(reason: "no 'argv' that is a list of strings")
    }
    guard !argv.contains(where: { $0.bytes.contains(0) }) else {
      throw BadLine(reason: "a NUL in an argument")
    }
    guard let own = (json["resources"] ?? [:]).members else {
      throw BadLine(reason: "'resources' isn't an object")
    }
    do throws(SlurmOptionFailure) { _ = try SlurmResources().adding(.object(own)) } catch {
      throw BadLine(reason: error.message)
    }
    if let array = json["array"], !array.isNull, array.int == nil {
      throw BadLine(reason: "'array' isn't an integer")
    }
    return GridFile.Asked(argv: argv, resources: base.merging(own), array: json["array"]?.int)
  }
}
