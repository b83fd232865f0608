import DoraModel
import Testing

/// Resources to a batch script, byte for byte.
@Suite struct SlurmScriptTests {
  private func script(
    _ resources: SlurmResources = SlurmResources(), tasks: Int? = nil,
    name: String = "toy_2aeed959",
    directory: String = "/home/me/toy", output: String = "/home/me/toy/out.log"
  ) throws -> String {
    try SlurmScript(
      name: name, tasks: tasks, resources: resources, directory: directory, output: output,
      launcher: ["/usr/bin/dora-run"], files: "/home/me/toy/.dora/slurm/x"
    ).text()
  }

  private func resources(_ keys: KeyValuePairs<String, String?>) throws -> SlurmResources {
    var resources = SlurmResources()
    for (key, value) in keys { try resources.set(key, value) }
    return resources
  }

  @Test func `the defaults are those of the Python tool, and the site's partition`() throws {
    #expect(
      try script() == """
        #!/bin/bash
        #SBATCH --job-name=toy_2aeed959
        #SBATCH --nodes=1
        #SBATCH --ntasks-per-node=1
        #SBATCH --cpus-per-task=10
        #SBATCH --mem=40G
        #SBATCH --gres=gpu:1
        #SBATCH --time=1200
        #SBATCH --requeue
        #SBATCH --signal=B:USR2@120
        #SBATCH --open-mode=append
        #SBATCH --chdir=/home/me/toy
        #SBATCH --output=/home/me/toy/out.log
        exec /usr/bin/dora-run --slurm-job /home/me/toy/.dora/slurm/x

        """)
  }

  @Test func `every key has its place in an array's script, and no byte of a value is lost`() throws
  {
    let resources = try resources([
      "gpus": "16", "gpus-per-node": "4", "mem_per_gpu": "37.5", "time": "1:30:00",
      "cpus_per_gpu": "6", "partition": "gpu,spot", "comment": #"it's "50%" \ $HOME # done"#,
      "setup": "module load cuda", "setup": "echo 'ready'", "constraint": "a100&ib",
      "array_parallelism": "3", "exclude": "n[1-3]", "nodelist": "n9", "qos": "long",
      "account": "abc@v100", "reservation": "week 3", "exclusive": nil, "mail_type": "END",
    ])
    #expect(
      try script(resources, tasks: 40, directory: "/home/me/my toy", output: "/home/50%/x/")
        == #"""
        #!/bin/bash
        #SBATCH --job-name=toy_2aeed959
        #SBATCH --array=0-39%3
        #SBATCH --nodes=4
        #SBATCH --ntasks-per-node=4
        #SBATCH --cpus-per-task=6
        #SBATCH --mem=150G
        #SBATCH --gres=gpu:4
        #SBATCH --time=90
        #SBATCH --partition=gpu,spot
        #SBATCH --account=abc@v100
        #SBATCH --qos=long
        #SBATCH --constraint="a100&ib"
        #SBATCH --nodelist=n9
        #SBATCH --exclude="n[1-3]"
        #SBATCH --comment="it's \"50%\" \\ $HOME # done"
        #SBATCH --reservation="week 3"
        #SBATCH --exclusive
        #SBATCH --mail-type=END
        #SBATCH --requeue
        #SBATCH --signal=B:USR2@120
        #SBATCH --open-mode=append
        #SBATCH --chdir="/home/me/my toy"
        #SBATCH --output=/home/50%%/x/%a.log
        /usr/bin/dora-run --slurm-log /home/me/toy/.dora/slurm/x 2> /dev/null
        module load cuda
        echo 'ready'
        exec /usr/bin/dora-run --slurm-job /home/me/toy/.dora/slurm/x

        """#)
  }

  @Test func `an option that takes no value is given or not`() throws {
    #expect(
      try script(SlurmResources().adding(["exclusive": true])).contains("#SBATCH --exclusive\n"))
    #expect(try !script(SlurmResources().adding(["exclusive": false])).contains("exclusive"))
  }

  @Test func `the partition for trying things out is the site's, and goes before what was said`()
    throws
  {
    func partition(_ asked: JSON) throws -> String? { try SlurmResources().adding(asked).partition }
    #expect(try partition(["dev": true]) == "devlab")
    let site: JSON = ["dev_partition": "short", "partition": "long", "dev": true]
    #expect(try partition(site) == "short")
    #expect(try partition(["dev": true, "partition": "long"]) == "long")
  }

  @Test func `without GPUs there is no gres, and memory counts for the one task`() throws {
    let text = try script(resources(["gpus": "0", "mem_per_gpu": "2", "cpus_per_task": "3"]))
    #expect(!text.contains("gres"))
    #expect(text.contains("--mem=2G\n") && text.contains("--ntasks-per-node=1\n"))
    #expect(text.contains("--cpus-per-task=3\n"))
    #expect(!(try script(resources(["mem_per_gpu": "0"]))).contains("--mem"))
  }

  @Test func `one task a node gets the CPUs of all its GPUs`() throws {
    let text = try script(resources(["gpus": "16", "one_task_per_node": "true"]))
    #expect(text.contains("--nodes=2\n#SBATCH --ntasks-per-node=1\n#SBATCH --cpus-per-task=80\n"))
  }

  @Test func `an option of sbatch replaces ours of that name, and its last value counts`() throws {
    let text = try script(resources(["gres": "gpu:a100:1", "mem": "1G", "gres": "gpu:h100:1"]))
    #expect(text.contains("--gres=gpu:h100:1\n") && !text.contains("a100"))
    #expect(text.contains("--mem=1G\n") && !text.contains("--mem=40G"))
  }

  @Test func `short jobs are told later than long ones, and a chain isn't requeued`() throws {
    #expect(try script(resources(["time": "1"])).contains("B:USR2@12\n"))
    #expect(try script(resources(["time": "5"])).contains("B:USR2@60\n"))
    for word in ["0", "UNLIMITED", "infinite", "0:00"] {
      #expect(try script(resources(["time": word])).contains("--time=0\n"))
    }
    let chain = try script(resources(["dependents": "2"]))
    #expect(chain.contains("--no-requeue\n") && !chain.contains("--requeue\n"))
  }

  @Test(arguments: [
    ("gpus", "-1"), ("gpus", "many"), ("time", "soon"), ("time", "1-2-3"), ("mem_per_gpu", "big"),
    ("array", "0"), ("output", "x"), ("job-name", "x"), ("no such key", "1"), ("", "1"),
    ("9lives", "x"), ("one_task_per_node", "maybe"), ("mem_per_gpu", "nan"),
  ])
  func `careless values are refused`(key: String, value: String) {
    var resources = SlurmResources()
    #expect(throws: SlurmOptionFailure.self) { try resources.set(key, value) }
  }

  @Test func `what can't be asked for is refused before sbatch sees it`() throws {
    #expect(throws: SlurmOptionFailure.self) { try script(resources(["gpus": "12"])) }
    #expect(throws: SlurmOptionFailure.self) { try script(resources(["comment": "a\nb"])) }
    #expect(throws: SlurmOptionFailure.self) { try script(directory: "/a\nb") }
  }

  @Test func `a grid file's values are taken as Python means them`() throws {
    let asked: JSON = [
      "gpus": 2, "mem_per_gpu": "82", "constraint": "", "time": 60.0, "setup": ["a", "b"],
      "one_task_per_node": true, "partition": nil, "cpus_per_task": nil, "exclusive": true,
      "nodelist": ["n1", "n2"],
    ]
    var defaults = SlurmResources()
    defaults.partition = "gpu"
    defaults.setup = ["old"]
    let resources = try defaults.adding(asked)
    #expect(resources.memPerGPU == 82 && resources.constraint == nil && resources.time == 60)
    #expect(resources.setup == ["a", "b"] && resources.oneTaskPerNode)
    #expect(resources.partition == nil && resources.nodelist == "n1,n2")
    #expect(resources.extra == [SlurmResources.Option("exclusive", nil)])
    #expect(try SlurmResources().adding(["mem_per_gpu": nil]).memPerGPU == 0)
    #expect(try SlurmResources().adding(resources.json) == resources)
  }
}
