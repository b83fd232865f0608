import DoraModel
import Testing

/// The list of `dora top`, without its screen.
@Suite struct TopListTests {
  private static func item(
    _ sig: String, _ state: RunState?, job: String = "", seconds: Double? = nil, name: String = ""
  ) -> TopList.Item {
    TopList.Item(sig: sig, state: state, job: job, seconds: seconds, name: name, metrics: "")
  }

  private static let items = [
    item("aaaa", .completed, job: "9", seconds: 5, name: "lr=1"),
    item("bbbb", .running, job: "10", seconds: 7, name: "lr=2"),
    item("cccc", nil, name: "lr=3"),
    item("dddd", .failed, job: "8", seconds: 1, name: "Momentum"),
  ]

  private func sigs(_ list: TopList) -> String {
    list.shown.map { String($0.sig.prefix(1)) }.joined()
  }

  @Test func `each order puts first what one looks for with it`() {
    var list = TopList()
    list.update(Self.items)
    let expected: [(TopList.Order, String)] = [
      (.state, "bdac"), (.time, "badc"), (.job, "cdab"), (.name, "dabc"), (.sig, "abcd"),
    ]
    for (order, sigs) in expected {
      list.order = order
      list.isReversed = false
      #expect(self.sigs(list) == sigs, "\(order)")
      list.isReversed = true
      #expect(self.sigs(list) == String(sigs.reversed()))
    }
  }

  @Test func `filters look at every column, and leave the rest for later`() {
    var list = TopList()
    list.update(Self.items)
    for (filter, sigs) in [("MOM", "d"), ("run", "b"), ("n/a", "c"), ("lr=", "bac"), ("x", "")] {
      list.filter = filter
      #expect(self.sigs(list) == sigs, "\(filter)")
    }
    #expect(list.chosen == nil)
    list.move(1)
    list.filter = ""
    list.showsAll = false
    #expect(sigs(list) == "b")
    #expect(list.all.count == 4)
  }

  @Test func `what was chosen stays so while others come and go`() {
    var list = TopList()
    list.update(Self.items)
    #expect(list.chosen?.sig == "bbbb")
    list.move(2)
    #expect(list.chosen?.sig == "aaaa")
    list.update(Self.items + [Self.item("0000", .running)])
    #expect(list.chosen?.sig == "aaaa")
    list.order = .sig
    #expect(list.place == 1)
    list.move(.max)
    #expect(list.chosen?.sig == "dddd")
    list.move(.min)
    #expect(list.chosen?.sig == "0000")
    list.update(Array(Self.items.prefix(2)))
    #expect(list.place == 0)
    list.update([])
    list.move(1)
    #expect(list.place == nil)
  }
}
