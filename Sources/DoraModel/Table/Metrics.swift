/// What a history's entries say, when a grid file defines neither metrics nor how to read them.
package enum Metrics {
  /// The last value of each metric, in the order in which they appeared, after `epoch`: the number of entries.
  ///
  /// A metric is a name at the top of an entry; a nested one is taken whole, as the entry that had it last has it.
  package static func last(of history: some Collection<JSON>) -> JSON {
    var members = [JSON.Member("epoch", JSON(history.count))]
    var places: [Text: Int] = ["epoch": 0]
    for entry in history {
      guard case .object(let metrics) = entry else { continue }
      for (i, metric) in metrics.enumerated() {
        // Entries nearly always have the same names in the same order.
        if i + 1 < members.count, members[i + 1].name == metric.name {
          members[i + 1].value = metric.value
        } else if let place = places[metric.name] {
          members[place].value = metric.value
        } else {
          places[metric.name] = members.count
          members.append(metric)
        }
      }
    }
    return .object(members)
  }

  /// The values of one metric along a history, for a curve; NaN where there's no number.
  package static func series(_ path: [Text], in history: some Collection<JSON>) -> [Double] {
    history.map { Table.value($0, at: path)?.double ?? .nan }
  }

  /// Columns for all metrics in `rows`: nested ones as groups, floats in 4 digits, numbers to the right.
  ///
  /// Lists are left out: they're data, not a figure.
  package static func columns(of rows: some Collection<JSON>) -> [Column] {
    var seen = Seen()
    for row in rows { seen.add(row) }
    return seen.columns
  }

  /// The names met so far at one level, and what their values were.
  private struct Seen {
    private var names: [Text] = []
    private var places: [Text: Int] = [:]
    private var nested: [Seen?] = []
    private var hasFloat: [Bool] = []
    private var hasNumber: [Bool] = []
    private var hasValue: [Bool] = []

    mutating func add(_ row: JSON) {
      guard case .object(let members) = row else { return }
      for member in members {
        let place: Int
        if let known = places[member.name] {
          place = known
        } else {
          place = names.count
          places[member.name] = place
          names.append(member.name)
          nested.append(nil)
          hasFloat.append(false)
          hasNumber.append(false)
          hasValue.append(false)
        }
        switch member.value {
        case .object:
          var below = nested[place] ?? Seen()
          nested[place] = nil
          below.add(member.value)
          nested[place] = below
        case .number:
          hasFloat[place] = true
          hasNumber[place] = true
        case .integer: hasNumber[place] = true
        case .bool, .text: hasValue[place] = true
        case .null, .array: break
        }
      }
    }

    var columns: [Column] {
      names.indices.compactMap { i in
        if let nodes = nested[i]?.columns, !nodes.isEmpty { return .group(names[i], nodes) }
        guard hasNumber[i] || hasValue[i] else { return nil }
        return .leaf(
          names[i], hasFloat[i] ? ".4g" : "", align: hasNumber[i] ? .right : nil)
      }
    }
  }
}
