"""The options of sbatch that a grid file may set beside the keys of `SlurmConfig`."""

_WORDS = """
acctg-freq batch bb bbf begin cluster-constraint container contiguous core-spec cores-per-socket cpu-freq deadline
delay-boot distribution exclusive export extra extra-node-info get-user-env gid gpu-bind gpu-freq gpus-per-socket
gpus-per-task gres gres-flags hint hold input licenses mail-type mail-user mcs-label mem mem-bind mem-per-cpu mincpus
network nice no-kill nodes ntasks ntasks-per-core ntasks-per-gpu ntasks-per-node ntasks-per-socket overcommit
oversubscribe power prefer priority propagate reboot reservation segment sockets-per-node spread-job switches
thread-spec threads-per-core time-min tmp tres-bind tres-per-task uid use-min-nodes wait-all-nodes wckey
"""

OPTIONS = frozenset(word.replace("-", "_") for word in _WORDS.split())
