import DoraTestSupport
import Foundation
import Testing

extension ClusterTests {
  /// A grid as it goes on a busy day.
  @Suite struct Grids {
    private static let program = """
      for word; do word=${word#--}; eval "${word%%=*}='${word#*=}'"; done
      steps() {
        n=$(cat $DORA_FOLDER/n 2> /dev/null || echo 0)
        while [ $n -lt $1 ]; do sleep 1; n=$((n + 1)); echo $n > $DORA_FOLDER/n; done
      }
      echo start >> $DORA_FOLDER/started
      case $kind in
        good) dora metrics loss=0.$seed ;;
        bad) exit 3 ;;
        worse) kill -SEGV $$ ;;
        long) steps 60 ;;
        waits) sleep 600 ;;
        yields) steps 8 ;;
      esac

      """

    private static func grid(_ node: String) -> String {
      """
      - {base: {kind: good}, product: {seed: [\(list(1...20))]}}
      - {base: {kind: good}, product: {seed: [\(list(21...30))]}, slurm: {cpus_per_gpu: 2}}
      - {base: {kind: bad}, product: {seed: [\(list(1...5))]}}
      - {base: {kind: worse}}
      - {base: {kind: long}, slurm: {time: 1}}
      - {base: {kind: waits}, product: {seed: [1, 2]}, slurm: {array_parallelism: 1}}
      - {base: {kind: yields}, slurm: {partition: low, nodelist: \(node), exclude: null, exclusive: true}}

      """
    }

    private static func list(_ range: ClosedRange<Int>) -> String {
      range.map(String.init).joined(separator: ", ")
    }

    @Test func `of forty XPs each is what became of it, and only what failed is run again`() throws
    {
      var project = try ClusterProject()
      try project.use(Self.program)
      let node = try project.run("sinfo -hN -p low -o %N | sed -n 3p").lines[0]
      try project.sandbox.write(Self.grid(node), to: "grids/busy.yaml")
      try project.count()
      let first = try project.run("dora grid busy --no-monitoring --slurm exclude=\(node)")
      #expect(first.status == 0, "\(first.error)")
      // Good ones with two needs, bad and worse ones with the first; waiting, long and yielding ones.
      #expect(try project.calls().filter { $0 == "sbatch" }.count == 5)
      func job(_ kind: String) throws -> String {
        try project.run("dora-status --format '%(name) %(job)' | sed -n 's/^kind=\(kind) //p'")
          .lines[0]
      }
      let yields = try project.run("dora-sig -- --kind=yields").lines[0]
      try project.eventually("cat outputs/xps/\(yields)/n 2> /dev/null", prints: "2")
      // Somebody with more of a right to the node; behind our back, a task that waits goes.
      let other = try project.run(
        "sbatch --parsable -p main -w \(node) --exclusive --mem=100M -o /dev/null --wrap 'sleep 3'")
      #expect(other.status == 0, "\(other.error)")
      try project.run("scancel \(try job("waits seed=2"))")
      try project.eventually(
        "dora grid busy --no-monitoring 2> /dev/null | tail -n 1",
        prints: "40 XPs: 1 running, 32 completed, 6 failed, 1 cancelled", within: 600)
      try project.run("dora cancel $(dora-sig -- --kind=waits --seed=1)")
      let states = try project.run(
        "dora-grid busy | dora-status --format '%(state) %(name)' | sed 's/seed=.*//' | sort | uniq -c"
      )
      #expect(
        states.lines.map { $0.split(separator: " ").joined(separator: " ") } == [
          "2 CANCELLED kind=waits", "30 COMPLETED kind=good", "1 COMPLETED kind=long",
          "1 COMPLETED kind=yields", "5 FAILED kind=bad", "1 FAILED kind=worse",
        ], "\(states.error)")
      let why = try project.run(
        "dora-status --format '%(exit):%(signal) %(name)' | sed 's/ seed=.*//' | sort -u | grep -v good"
      )
      #expect(
        why.lines.contains("3: kind=bad") && why.lines.contains(":11 kind=worse"), "\(why.out)")
      // Both were started again in the same folder, and went on there.
      for kind in ["long", "yields"] {
        let started = try project.run(
          "cat outputs/xps/$(dora-sig -- --kind=\(kind))/started | wc -l")
        #expect((Int(started.lines[0]) ?? 0) >= 2, "\(kind) was started \(started.out) times")
      }
      let plan = try project.run("dora grid busy -r -n | grep -c '^submit '")
      #expect(plan.out == "8\n", "\(plan.error)")
      let again = try project.run(
        "dora grid busy -r -n | sed -n 's/^submit .* kind=\\([a-z]*\\).*/\\1/p' | sort | uniq -c | xargs"
      )
      #expect(again.out == "5 bad 2 waits 1 worse\n", "\(again.out)")
    }

    @Test func `the same grid in two terminals at once has each job once`() throws {
      let project = try ClusterProject()
      try project.use("echo start; sleep 1\n")
      try project.sandbox.write(
        "{product: {seed: [\(Self.list(1...12))]}, slurm: {array: 4}}\n", to: "grids/twice.yaml")
      let outcome = try project.run(
        "for i in 1 2; do dora grid twice --no-monitoring > said$i 2>&1 & done; wait; tail -n 1 said*"
      )
      #expect(outcome.status == 0, "\(outcome.error)")
      try project.eventually(
        "dora grid twice --no-monitoring 2> /dev/null | tail -n 1", prints: "12 XPs: 12 completed")
      #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "12\n")
    }
  }
}
