"""Small Hydra projects, one for each thing that Hydra's documentation describes: what a random one may never hit.

Each is a primary config with groups, and the argument lists that are tried on it, with one or more values of
`version_base`. What they come to is for Hydra and the Python tool to say.
"""

# The others are one of these: what versions of Hydra differ in, they differ in below 1.2 and above.
BASES = ["unspecified", "current"]
DB = {"db/mysql.yaml": "driver: mysql\nport: 3306\nhost: localhost\n", "db/pg.yaml": "driver: pg\nport: 5432\n"}
LISTS = {
    # The order of a list, and where the config itself stands in it.
    "self_absent": ({"config.yaml": "defaults:\n- db: mysql\ndb:\n  host: backup\n", **DB}, ["db=pg", "db.host=x"]),
    "self_first": (
        {"config.yaml": "defaults:\n- _self_\n- db: mysql\ndb:\n  host: backup\n", **DB}, ["db=pg", "db.host=x"]),
    "self_last": ({"config.yaml": "defaults:\n- db: mysql\n- _self_\ndb:\n  host: backup\n", **DB}, ["db=pg"]),
    "self_between": (
        {"config.yaml": "defaults:\n- a\n- _self_\n- b\nx: self\ny: self\n", "a.yaml": "x: a\nz: a\n",
         "b.yaml": "y: b\nz: b\n"}, ["x=1", "z=a"]),
    "self_twice": ({"config.yaml": "defaults:\n- _self_\n- db: mysql\n- _self_\nx: 1\n", **DB}, ["x=2"]),
    "self_only": ({"config.yaml": "defaults:\n- _self_\nx: 1\n"}, ["x=2"]),
    "empty_list": ({"config.yaml": "defaults: []\nx: 1\n"}, ["x=2", "+db=pg"]),
    "no_list": ({"config.yaml": "x: 1\n", **DB}, ["x=2", "+db=pg", "db=pg", "+db@y=pg", "+db@y.z=mysql"]),
    "list_is_null": ({"config.yaml": "defaults:\nx: 1\n"}, ["x=2"]),
    "list_is_mapping": ({"config.yaml": "defaults: {db: mysql}\nx: 1\n", **DB}, ["x=2"]),
    "configs_by_name": (
        {"config.yaml": "defaults:\n- base\n- sub/more\n- _self_\nx: 3\n", "base.yaml": "x: 1\ny: 1\n",
         "sub/more.yaml": "y: 2\n"}, ["y=5", "sub.y=5", "sub=more", "~sub/more", "~base"]),
    "nested": (
        {"config.yaml": "defaults:\n- server/apache\n- _self_\ndebug: false\n",
         "server/apache.yaml": "defaults:\n- db: mysql\n- _self_\nname: apache\n",
         "server/db/mysql.yaml": "name: mysql\n", "server/db/sqlite.yaml": "name: sqlite\n"},
        ["server/db=sqlite", "db=sqlite", "server.db.name=x", "server/db=nope", "~server/db", "~server/db=mysql",
         "~server/db=sqlite", "server=apache", "+server=apache"]),
    "nested_override": (
        {"config.yaml": "defaults:\n- server: apache\n- override server/db: sqlite\n- _self_\n",
         "server/apache.yaml": "defaults:\n- db: mysql\nname: apache\n",
         "server/nginx.yaml": "defaults:\n- db: mysql\n- override db: sqlite\nname: nginx\n",
         "server/db/mysql.yaml": "name: mysql\n", "server/db/sqlite.yaml": "name: sqlite\nfile: x\n"},
        ["server=nginx", "server/db=mysql", "server=nginx server/db=mysql", "server.db.file=y"]),
    "last_override_wins": (
        {"config.yaml": "defaults:\n- a: one\n- override b: three\n", "a/one.yaml": "defaults:\n- /b: one\n- override /b: two\n",
         "b/one.yaml": "x: 1\n", "b/two.yaml": "x: 2\n", "b/three.yaml": "x: 3\n"}, ["b=one", "b.x=2"]),
    "override_first": (
        {"config.yaml": "defaults:\n- override db: pg\n- db: mysql\n", **DB}, ["db=pg"]),
    "override_nothing": (
        {"config.yaml": "defaults:\n- db: mysql\n- override dbb: pg\n", **DB}, ["db=pg"]),
    "override_itself": ({"config.yaml": "defaults:\n- db: mysql\n- override db: pg\n", **DB}, ["db=mysql", "db.port=1"]),
    "twice": ({"config.yaml": "defaults:\n- db: mysql\n- db: pg\n", **DB}, ["db=pg"]),
    "twice_nested": (
        {"config.yaml": "defaults:\n- db: mysql\n- a: one\n", "a/one.yaml": "defaults:\n- /db: pg\nx: 1\n", **DB},
        ["db=pg", "a.x=2"]),
    "optional": (
        {"config.yaml": "defaults:\n- db: mysql\n- optional extra: ${db}\n- optional more: absent\n- _self_\nx: 1\n",
         "extra/pg.yaml": "y: 2\n", **DB}, ["db=pg", "extra=pg", "more=there", "~more", "db=pg extra.y=3"]),
    "optional_word_twice": (
        {"config.yaml": "defaults:\n- db: mysql\n- override optional db: pg\n- optional override db: pg\n", **DB},
        ["db=mysql"]),
    "null": (
        {"config.yaml": "defaults:\n- db: null\n- _self_\nx: 1\n", **DB},
        ["db=pg", "db=null", "~db", "+db=pg", "db=pg db.port=3", "db.port=3"]),
    "null_override": ({"config.yaml": "defaults:\n- db: mysql\n- override db: null\nx: 1\n", **DB}, ["db=pg", "x=2"]),
    "must_choose": (
        {"config.yaml": "defaults:\n- _self_\n- db: ???\nx: 1\n", **DB}, ["db=pg", "x=2"]),
    "several_options": (
        {"config.yaml": "defaults:\n- site: [fb, google]\n- _self_\n", "site/fb.yaml": "fb: {domain: fb}\nlast: fb\n",
         "site/google.yaml": "google: {domain: g}\nlast: g\n", "site/amazon.yaml": "amazon: {domain: a}\nlast: a\n"},
        ["site=[google,fb]", "site=[amazon]", "site=fb", "site=[]", "site=[fb,amazon,google]", "site=[fb,nope]",
         "+site=amazon", "site=[google,fb] site.last=x", "site=[fb,fb]"]),
    "several_at": (
        {"config.yaml": "defaults:\n- site@p: [fb, google]\n", "site/fb.yaml": "x: fb\n", "site/google.yaml": "y: g\n"},
        ["site@p=[google]", "p.x=1", "site=[google]"]),
    "several_empty": (
        {"config.yaml": "defaults:\n- site: []\n- _self_\nx: 1\n", "site/fb.yaml": "y: fb\n"}, ["site=[fb]", "site=fb", "x=2"]),
    # Names made of choices.
    "specialised": (
        {"config.yaml": "defaults:\n- dataset: imagenet\n- model: alexnet\n- optional dataset_model: ${dataset}_${model}\n- _self_\n",
         "dataset/imagenet.yaml": "name: imagenet\n", "dataset/cifar.yaml": "name: cifar\n",
         "model/alexnet.yaml": "layers: 7\n", "model/resnet.yaml": "layers: 50\n",
         "dataset_model/cifar_alexnet.yaml": "# @package _global_\nmodel:\n  layers: 5\n"},
        ["dataset=cifar", "model=resnet", "dataset=cifar model=resnet", "dataset_model=cifar_alexnet",
         "dataset=cifar model.layers=9"]),
    "specialised_missing": (
        {"config.yaml": "defaults:\n- db: mysql\n- x: ${db}_x\n", "x/mysql_x.yaml": "y: 1\n", **DB}, ["db=pg", "x.y=2"]),
    "specialised_at": (
        {"config.yaml": "defaults:\n- db@backup: mysql\n- db/engine: e\n- a: ${db@backup}\n- b: ${db/engine}\n- _self_\n",
         "db/engine/e.yaml": "k: 1\n", "db/engine/f.yaml": "k: 2\n", "a/mysql.yaml": "y: 1\n", "a/pg.yaml": "y: 2\n",
         "b/e.yaml": "z: 1\n", "b/f.yaml": "z: 2\n", **DB}, ["db@backup=pg", "db/engine=f", "a=pg"]),
    "specialised_old": (
        {"config.yaml": "defaults:\n- db: mysql\n- a: ${defaults.0.db}\n- _self_\n", "a/mysql.yaml": "y: 1\n",
         "a/pg.yaml": "y: 2\n", **DB}, ["db=pg"]),
    "specialised_resolver": (
        {"config.yaml": "defaults:\n- db: ${oc.env:V1}\n- _self_\nx: 1\n", "db/here.yaml": "y: 1\n"}, ["x=2"]),
    "specialised_override": (
        {"config.yaml": "defaults:\n- db: mysql\n- a: ${db}\n- _self_\n", **DB,
         "a/mysql.yaml": "defaults:\n- override /db: pg\ny: 1\n", "a/pg.yaml": "y: 2\n"}, ["db=pg"]),
    "specialised_unknown": (
        {"config.yaml": "defaults:\n- db: mysql\n- a: ${nothing}\n- _self_\n", **DB, "a/mysql.yaml": "y: 1\n"}, ["db=pg"]),
}
PACKAGES = {
    # Where the content of a config goes.
    "renamed": (
        {"config.yaml": "defaults:\n- db@source: mysql\n- db@destination: pg\n- _self_\n", **DB},
        ["db@source=pg", "db=pg", "source.port=1", "db@source=pg db@destination=mysql", "~db@source", "db@nowhere=pg",
         "+db@third=pg", "+db@source=pg", "db@source:backup=pg"]),
    "renamed_default": (
        {"config.yaml": "defaults:\n- db: mysql\n- _self_\n", **DB},
        ["db@db:backup=pg", "db@:backup=mysql", "db@db=pg", "db@=pg", "db@_global_=pg"]),
    "global": (
        {"config.yaml": "defaults:\n- db@_global_: mysql\n- _self_\nx: 1\n", **DB},
        ["db@_global_=pg", "db=pg", "port=1", "driver=x", "+db@more=pg"]),
    "global_below": (
        {"config.yaml": "defaults:\n- db@_global_.a.b: mysql\n- _self_\n", **DB},
        ["db@a.b=pg", "db@_global_.a.b=pg", "a.b.port=1"]),
    "here": (
        {"config.yaml": "defaults:\n- server: apache\n",
         "server/apache.yaml": "defaults:\n- db@_here_: mysql\nname: apache\n", "server/db/mysql.yaml": "port: 1\n",
         "server/db/pg.yaml": "port: 2\n"}, ["server/db@server=pg", "server.port=5", "server/db=pg"]),
    "here_config": (
        {"config.yaml": "defaults:\n- db: special\n", "db/special.yaml": "defaults:\n- /base@_here_\n- _self_\nport: 9\n",
         "base.yaml": "port: 1\nhost: h\n"}, ["db.port=1", "db.host=x"]),
    "group_word": (
        {"config.yaml": "defaults:\n- server: apache\n",
         "server/apache.yaml": "defaults:\n- db@backup._group_: mysql\n- db@_group_: mysql\nname: apache\n",
         "server/db/mysql.yaml": "port: 1\n", "server/db/pg.yaml": "port: 2\n"},
        ["server/db@backup.server.db=pg", "server/db=pg", "backup.server.db.port=5", "server.db.port=2"]),
    "relative": (
        {"config.yaml": "defaults:\n- server: apache\n", "server/apache.yaml": "defaults:\n- db@backup: mysql\nname: apache\n",
         "server/db/mysql.yaml": "port: 1\n", "server/db/pg.yaml": "port: 2\n"},
        ["server/db@server.backup=pg", "server.backup.port=5"]),
    "absolute_group": (
        {"config.yaml": "defaults:\n- server: apache\n", "server/apache.yaml": "defaults:\n- /db: mysql\n- /db@back: pg\nname: x\n",
         **DB}, ["db@server.db=pg", "db@server.back=mysql", "server.db.port=1", "db=pg"]),
    "absolute_config": (
        {"config.yaml": "defaults:\n- server: apache\n", "server/apache.yaml": "defaults:\n- /base\n- _self_\nname: x\n",
         "base.yaml": "a: 1\n"}, ["server.a=2", "a=2"]),
    "header": (
        {"config.yaml": "defaults:\n- db: mysql\n- _self_\n", "db/mysql.yaml": "# @package foo.bar\nport: 1\n",
         "db/pg.yaml": "#  @package   _global_.baz \nport: 2\n", "db/flat.yaml": "# @package _global_\nport: 3\n",
         "db/odd.yaml": "# a comment\n# @package x.y\nport: 4\n", "db/late.yaml": "port: 5\n# @package late\n"},
        ["db=pg", "db=flat", "db=odd", "db=late", "foo.bar.port=2", "db=flat port=7"]),
    "header_group": (
        {"config.yaml": "defaults:\n- db: mysql\n- _self_\n", "db/mysql.yaml": "# @package _group_\nport: 1\n",
         "db/pg.yaml": "# @package _group_._name_\nport: 2\n", "db/two.yaml": "# @package a b\nport: 1\n"},
        ["db=pg", "db.port=3", "db=two"]),
    "header_and_at": (
        {"config.yaml": "defaults:\n- db@p: mysql\n- _self_\n", "db/mysql.yaml": "# @package foo\nport: 1\n",
         "db/pg.yaml": "# @package _global_\nport: 2\n"}, ["db@p=pg", "p.port=5", "db=pg"]),
    "header_in_nested": (
        {"config.yaml": "defaults:\n- a: one\n", "a/one.yaml": "# @package foo\ndefaults:\n- b: one\n- /c: one\nx: 1\n",
         "a/b/one.yaml": "y: 1\n", "a/b/two.yaml": "y: 2\n", "c/one.yaml": "z: 1\n", "c/two.yaml": "# @package _global_\nz: 2\n"},
        ["a/b=two", "a/b@foo.b=two", "c=two", "c@foo.c=two", "foo.b.y=3", "foo.x=2"]),
    "experiments": (
        {"config.yaml": "defaults:\n- db: mysql\n- server: apache\n- _self_\n",
         "server/apache.yaml": "name: apache\nport: 80\n", "server/nginx.yaml": "name: nginx\nport: 80\n",
         "experiment/nglite.yaml": "# @package _global_\ndefaults:\n- override /db: pg\n- override /server: nginx\n\n"
                                   "server:\n  port: 8080\n",
         "experiment/aplite.yaml": "# @package _global_\ndefaults:\n- /base@lite\n- override /db: pg\n- _self_\nserver: {port: 1}\n",
         "base.yaml": "k: 1\n", **DB},
        ["+experiment=nglite", "+experiment=aplite", "experiment=nglite", "+experiment=nglite db=mysql",
         "+experiment=nglite server=apache server.port=9", "+experiment=nope", "+experiment=aplite lite.k=2",
         "+experiment=[nglite]"]),
    "placeholder_experiment": (
        {"config.yaml": "defaults:\n- db: mysql\n- experiment: null\n- _self_\nx: 1\n",
         "experiment/big.yaml": "# @package _global_\ndefaults:\n- override /db: pg\nx: 2\n", **DB},
        ["experiment=big", "experiment=big x=1", "experiment=big db=mysql", "+experiment=big"]),
    "extending": (
        {"config.yaml": "defaults:\n- db: mysql\n- _self_\n", "db/mysql.yaml": "defaults:\n- base\n- _self_\nport: 3306\n",
         "db/base.yaml": "host: h\nport: ???\nuser: ???\n", "db/other.yaml": "defaults:\n- base\nuser: me\n"},
        ["db.user=me", "db=other", "db=other db.port=1", "db=other db.user=you", "db=base"]),
    "same_name": (
        {"config.yaml": "defaults:\n- db\n- db: mysql\n- _self_\n", "db.yaml": "x: 1\n", **DB}, ["db=pg", "x=2", "db.port=1"]),
    "group_in_group_name": (
        {"config.yaml": "defaults:\n- a/b: one\n- _self_\n", "a/b/one.yaml": "x: 1\n", "a/b/two.yaml": "x: 2\n"},
        ["a/b=two", "a.b.x=2", "a=b", "+a/b@c=two"]),
    "slash_option": (
        {"config.yaml": "defaults:\n- a: b/one\n- _self_\n", "a/b/one.yaml": "x: 1\n", "a/b/two.yaml": "x: 2\n",
         "a/three.yaml": "y: 1\n"}, ["a=b/two", "a/b=two", "a=three", "a.x=2", "a.b.x=2"]),
    "up": (
        {"config.yaml": "defaults:\n- a/b: one\n- _self_\n", "a/b/one.yaml": "defaults:\n- ../base\n- _self_\nx: 1\n",
         "a/base.yaml": "y: 1\n"}, ["a.b.x=2", "a.y=2", "a.b.y=2"]),
}
VALUES = {
    # How values meet: mappings merge, lists don't, nothing changes its kind.
    "kinds": (
        {"config.yaml": "m: {a: 1, b: {c: 2}}\nl: [1, 2]\nn: null\nt: text\nf: 1.5\nb: true\nq: ???\n"},
        ["m={a: 5}", "m={b: {c: 3, d: 4}}", "+m={d: 4}", "++m={d: 4}", "m={}", "m=[1]", "m=1", "m=null", "l=[3]", "l=[]",
         "l={a: 1}", "l=null", "l=1", "l.0=5", "l.1=5", "l.2=5", "+l.2=5", "l.x=5", "~l.0", "n=1", "n=[1]", "n={a: 1}",
         "+n.a=1", "++n.a=1", "n.a=1", "t=1", "t.x=1", "+t.x=1", "++t.x=1", "f=1", "f=1.5", "b=false", "b=1", "q=1",
         "+q=1", "++q=2", "~q", "~m", "~m.a", "~m.b.c", "~n", "~t", "~t=text", "~t=other", "~l", "~nothing", "~m.x",
         "m.a=1 q=1", "q=null", "q={a: 1}", "q=1 t=${q}", "q=1 +x=${m.b.c}", "q=1 +x=${.f}", "q=1 m.a=${.b.c}",
         "q=1 m.a=${..f}", "q=1 +m.z={y: 1}", "q=1 +a.b.c.d=1", "q=1 +a={b: 1} +a.c=2", "q=1 ++m.b={e: 1}"]),
    "added_twice": (
        {"config.yaml": "x: 1\n"}, ["+y=1 +y=2", "+y=1 ++y=2", "++x=2", "+x=2", "+y={a: 1} +y.b=2", "+y.a=1 +y={b: 2}",
                                    "+y=[1] +y=[2]", "+y.0=1", "x=1 x=2", "x=2 x=1", "+y=null", "+y=???", "+y=\"\""]),
    "struct": (
        {"config.yaml": "defaults:\n- db: mysql\n- _self_\nmodel:\n  layers: 3\n", **DB},
        ["model.layer=1", "modle.layers=1", "db.prt=1", "model={layer: 1}", "model={layers: 4}", "+model.layer=1",
         "db=pg db.host=x", "db=pg +db.host=x", "dbb=pg", "db/x=pg", "model/x=1", "+db/x=pg", "model@p=1"]),
    "dict_overrides": (
        {"config.yaml": "pipe: {a: 1}\nempty: {}\n"},
        ["pipe={a: 2} pipe={b: 2}", "+pipe={b: 2} pipe={a: 3}", "empty={x: 1}", "+empty={x: 1}", "+empty.x=1", "pipe={}",
         "+pipe={b: {c: [1, {d: e}]}}", "pipe={a: {b: 1}}", "pipe={a: null}", "pipe={a: [1]}", "pipe={'a': 7}",
         "+pipe={'b c': 7}", "+pipe={1: 2}", "+pipe={true: 2}", "+pipe={null: 2}", "+pipe={b:1,c:2}"]),
    "equal": (
        {"config.yaml": "i: 1\nf: 1.0\nb: true\nz: 0\ns: '1'\nl: [1, 2.0]\nn: .nan\nm: {a: 1}\nnone: null\ne: ''\n"},
        ["i=1.0", "i=true", "f=1", "b=1", "b=1.0", "z=false", "z=-0.0", "s=1", "s='1'", "l=[1.0,2]", "l=[true,2]", "n=nan",
         "m={a: 1.0}", "m.a=true", "none=0", "none=null", "none=''", "e=''", "e=", "e=null", "i=2 i=1", "l=[1,2.0,3]"]),
    "long": (
        {"config.yaml": "x: 1\n"},
        ["x=123456789012345678901234567890", "x=1e308", "x=1e400", "x=-1e-400", "x=0.1", "x=1e-05", "x=1e22", "x=1e16",
         "x=9007199254740993", "x=9007199254740993.0", "x=1_0.5", "x=.5", "x=5.", "x=5.e3", "x=1E+3", "x=+1", "x=-0",
         "x=00", "x=0x10", "x=1__0", "x=inf", "x=-INF", "x=+nan", "x=infinity"]),
}
TEXTS = {
    # What may stand in an override.
    "words": (
        {"config.yaml": "x: 1\ndir: d\n"},
        [["x=hello world"], ["x=  hello  world  "], ["x=a\tb"], ["x=\"1,2,3\""], ["x='{a:10} ${dir}'"],
         ["x=\"the path is C:\\\\\\\"some folder\\\"\\\\\""], ["x='it\\'s'"], ["x='a\\\\'"], ["x='a\\b'"], ["x='a\\"],
         ["dir=job\\{a\\=1\\,b\\=2\\}"], ["dir=A[B"], ["dir=\"A[B\""], ["dir=A\\[B"], ["dir=A\\]B"], ["dir=a\\ b"],
         ["dir=a\\\tb"], ["dir=\\a"], ["dir=a\\"], ["dir=/root/${x}"], ["dir=${x}"], ["dir=${x}/a"], ["dir=$x"],
         ["dir=${oc.env:V1}"], ["dir=${oc.env:V1}/a"], ["dir=${oc.env:NOPE,me}"], ["dir=\"${oc.env:NOPE,'me'}\""],
         ["dir=a=b"], ["dir=a\\=b"], ["dir=a:b"], ["dir=a: b"], ["dir=:a"], ["dir=http://h:8/p?q"], ["dir=a?b"],
         ["dir=a|b"], ["dir=a#b"], ["dir=a!b"], ["dir=a&b"], ["dir=a;b"], ["dir=a<b"], ["dir=a~b"], ["dir=~/x"],
         ["dir=@x"], ["dir=a@b.c"], ["dir=*"], ["dir=%"], ["dir=-"], ["dir=--x"], ["dir=+"], ["dir=."], ["dir=.."],
         ["dir=../x"], ["dir=C:\\x"], ["dir=NULL"], ["dir=nUlL"], ["dir=None"], ["dir=True"], ["dir=yes"], ["dir=on"],
         ["dir=null x"], ["dir=1 2"], ["dir=1a"], ["dir=1.2.3"], ["dir=1-2"], ["dir=2020-01-02"], ["dir=12:30"],
         ["dir=a-b_c"], ["dir=_"], ["dir=\u00e9"], ["dir='\u00e9'"], ["dir='\U0001f600'"], ["dir=''"], ["dir=\"\""],
         ["dir='a' 'b'"], ["dir='a'b"], ["dir=a'b"], ["dir=['a, b', \"c]\"]"], ["dir=[a b, c]"], ["dir=[ a , b ]"],
         ["dir=[a,]"], ["dir=[,a]"], ["dir=[[],[[]]]"], ["dir=[a][b]"], ["dir=a]"], ["dir=}"], ["dir={a:1"],
         ["+y={a: b c, d: 'e'}"], ["+y={a:{b:[1,{c:2}]}}"], ["+y={a: b: c}"], ["+y={a:b:c}"], ["+y={a}"], ["+y={:1}"],
         ["+y={a:}"], ["+y={a-b: 1}"], ["+y={a b: 1}"], ["+y={a.b: 1}"], ["+y={a/b: 1}"], ["+y={a: 1, a: 2}"],
         ["x=1,2"], ["x=[1,2],[3]"], ["x=choice(1,2)"], ["x=range(3)"], ["x=interval(0,1)"], ["x=glob(*)"], ["x=sort(2,1)"],
         ["x=shuffle(1,2)"], ["x=tag(a,1)"], ["x=int(3.5)"], ["x=int('4')"], ["x=int(x)"], ["x=float(3)"], ["x=float('1e3')"],
         ["x=str(3)"], ["x=str(1.0)"], ["x=str(true)"], ["x=str([1,a])"], ["x=bool(1)"], ["x=bool(no)"], ["x=bool('false')"],
         ["+y=int([1.5,'2'])"], ["+y=str({a: 1})"], ["+y={a: int(1.5)}"], ["+y=[int(1.5)]"], ["x=nope(1)"], ["x=int()"],
         ["x=int(1,2)"], ["x=int (3.5)"], ["x=int( 3.5 )"], ["x=extend_list(1)"], ["x=json_str({a: 1})"]]),
    "keys": (
        {"config.yaml": "x: 1\na_b: 1\na-b: 1\nA: {B1: {c: 2}}\n_z: 1\nl: [{k: 1}]\n'1': 2\n"},
        [["a_b=2"], ["a-b=2"], ["A.B1.c=3"], ["A.B1={c: 4}"], ["_z=2"], ["l.0.k=2"], ["l[0].k=2"], ["x[0]=1"], ["A[B1].c=3"],
         ["1=3"], ["A.1=3"], ["+A.1=3"], [" x=2"], ["x =2"], ["x= 2"], ["x=2 "], ["=2"], ["x"], ["+x"], ["~x"], ["~x="],
         ["++"], ["+=1"], ["x.=1"], [".x=1"], ["A..c=1"], ["$x=1"], ["x$=1"], ["+x-y=1"], ["+x.y-z=1"], ["x/y=1"],
         ["x@y=1"], ["x@=1"], ["@x=1"], ["x==1"], ["x=1=2"], ["--x=1"], ["-x=1"], ["'x'=1"], ["x:y=1"], ["+\u00e9=1"]]),
}
INTERPOLATIONS = {
    "plain": (
        {"config.yaml": "a: 1\nb: ${a}\nc: ${b}\nd: {e: ${a}, f: ${.e}, g: ${..a}, h: {i: ${...a}, j: ${..e}}}\n"
                        "s: x${a}y\nt: ${d}\nu: ${d.h}\nl: ['${a}', '${.0}', '${..a}']\n"},
        ["a=2", "b=2", "d.e=5", "d.h.i=1", "d={e: 3}", "s=x1y", "u={i: 4}", "t={e: 9}", "l=[1]", "l.0=3", "+m=${l.0}",
         "+m=${l[0]}", "+m=${d[e]}", "+m=${d.h.nope}", "+m=${l}", "c=${d.g}", "a=${b}"]),
    "nested": (
        {"config.yaml": "which: one\nsets: {one: {v: 1}, two: {v: 2}}\nv: ${sets.${which}.v}\nall: ${sets.${which}}\n"
                        "deep: ${sets[${which}].v}\n"},
        ["which=two", "which=three", "sets.one.v=9", "which=two sets.two.v=1", "v=1", "all={v: 7}"]),
    "environment": (
        {"config.yaml": "a: ${oc.env:V1}\nb: ${oc.env:NOPE,1}\nc: ${oc.env:NOPE,null}\nd: ${oc.env:NOPE,${a}}\ne: ${oc.env:V2}\n"
                        "f: ${oc.decode:${oc.env:V2}}\ng: p/${oc.env:V1}/q\nh: ${oc.env:NOPE, x y }\ni: ${oc.env:NOPE,''}\n"},
        ["a=here", "a=${oc.env:V2}", "b=1", "b='1'", "c=null", "d=here", "e=7", "e='7'", "f=7", "g=p/here/q", "+x=${oc.env:NOPE}",
         "+x=${oc.env:V1}"]),
    "failing": (
        {"config.yaml": "a: ${nope}\nb: {c: ${a}}\nd: ${d}\ne: ${f}\nf: ${e}\n"}, ["a=1", "d=1", "a=1 d=1 e=1", "+x=1"]),
    "select": (
        {"config.yaml": "a: {b: 1, m: ???}\nb: ${oc.select:a.b}\nc: ${oc.select:a.nope}\nd: ${oc.select:a.nope,5}\n"
                        "e: ${oc.select:a.m,6}\nf: ${oc.select:a.nope,${b}}\ng: {h: '${oc.select:..a.b}', i: '${oc.select:.j,3}'}\n"
                        "keys: ${oc.dict.keys:g}\n"},
        ["a.b=2", "a.m=3", "c=null", "d=5", "+a.nope=1", "a.m=3 +g.j=1", "keys=[h]", "a.m=3 keys=[h,i]"]),
    "resolvers": (
        {"config.yaml": "a: {b: 1, c: 2}\nv: ${oc.dict.values:a}\nn: ${oc.create:${a}}\nx: ${hydra:job.name}\ny: 1\n"},
        ["a.b=2", "y=2", "v=[1]"]),
    "deprecated": ({"config.yaml": "a: {b: 1}\nc: ${oc.deprecated:a}\ny: 1\n"}, ["y=2", "a.b=2"]),
    "across_groups": (
        {"config.yaml": "defaults:\n- db: mysql\n- model: m\n- _self_\nroot: /data\nurl: ${db.driver}://${db.host}\n",
         "model/m.yaml": "path: ${root}/m\nport: ${db.port}\nown: ${.path}\nup: ${..root}\n",
         "model/n.yaml": "path: ${root}/n\nport: 1\nown: ${model.path}\nup: x\n", "db/mysql.yaml": "driver: mysql\nhost: h\nport: 1\n",
         "db/pg.yaml": "driver: pg\nhost: h\nport: 1\n"},
        ["root=/x", "db=pg", "model=n", "db=pg url=mysql://h", "model.path=${root}/m", "db.port=2 model.port=1", "model=n db=pg"]),
    "over": (
        {"config.yaml": "defaults:\n- _self_\n- g: one\nm: {a: 1}\ng:\n  x: ${m}\n  y: ${m.a}\n", "g/one.yaml": "x: {b: 2}\ny: 3\n",
         "g/two.yaml": "y: ${m.a}\n"}, ["g=two", "g.y=1", "m.a=3", "g=two m.a=3"]),
}
FILES = {
    "yaml": (
        {"config.yaml": "base: &b {x: 1, y: 2}\nm: {<<: *b, y: 3}\nk: *b\nt: |\n  one\n  two\ng: >-\n  one\n  two\nq: \"a\\tb\"\n"
                        "o: 0o17\nh: 0x1F\nb2: 0b11\nu: 1_000\nsex: 1:30\ne: 1e5\ne2: 1e-3\nd: 1.\ny1: yes\nn1: Off\nnul: ~\n"
                        "date: 2020-01-02\nver: 1.2.3\nstar: '*'\n"},
        ["m.y=2", "k.x=1", "o=15", "o=17", "h=31", "sex=90", "e=100000", "e2=0.001", "y1=true", "n1=false", "nul=null", "u=1000",
         "date='2020-01-02'", "q='a'", "b2=3"]),
    "no_file": ({"other.yaml": "x: 1\n"}, ["x=2"]),
    "empty_file": ({"config.yaml": ""}, ["+x=1", "x=1"]),
    "comment_only": ({"config.yaml": "# nothing\n"}, ["+x=1"]),
    "list_file": ({"config.yaml": "- a\n- b\n"}, ["+x=1"]),
    "scalar_file": ({"config.yaml": "text\n"}, ["+x=1"]),
    "torn": ({"config.yaml": "a: [1\n"}, ["a=1"]),
    "duplicate": ({"config.yaml": "a: 1\na: 2\n"}, ["a=1"]),
    "empty_option": ({"config.yaml": "defaults:\n- g: one\n- _self_\nx: 1\n", "g/one.yaml": "", "g/two.yaml": "y: 1\n"},
                     ["g=two", "x=2", "g.y=1"]),
    "odd_names": (
        {"config.yaml": "defaults:\n- g: a-b\n- _self_\n", "g/a-b.yaml": "x: 1\n", "g/a_b.yaml": "x: 2\n", "g/1.yaml": "x: 3\n",
         "g/a.b.yaml": "x: 4\n", "g/true.yaml": "x: 5\n", "g/null.yaml": "x: 6\n", "g/sub/deep.yaml": "x: 7\n",
         "g/.hidden.yaml": "x: 8\n", "g/yml.yml": "x: 9\n"},
        ["g=a_b", "g=1", "g=a.b", "g=true", "g=null", "g=sub/deep", "g=.hidden", "g=yml", "g=a-b.yaml", "g='a_b'", "g= a_b",
         "g=a_b ", "g=", "g/sub=deep", "+g/sub=deep", "g=[a_b,'1']"]),
    "hydra_section": (
        {"config.yaml": "defaults:\n- override hydra/job_logging: disabled\n- _self_\nx: 1\n"
                        "hydra:\n  run:\n    dir: out/${x}\n  job:\n    chdir: true\n"}, ["x=2", "hydra.run.dir=y", "+hydra.x=1"]),
    "hydra_old_override": (
        {"config.yaml": "defaults:\n- hydra/job_logging: disabled\n- _self_\nx: 1\n"}, ["x=2"]),
    "hydra_in_group": (
        {"config.yaml": "defaults:\n- g: one\n- _self_\nx: 1\n", "g/one.yaml": "# @package _global_\nhydra:\n  run: {dir: y}\ny: 1\n",
         "g/two.yaml": "# @package _global_\nhydra:\n  nonsense: 1\ny: 2\n"}, ["g=two", "y=3"]),
    "hydra_of_own": ({"config.yaml": "x: 1\n", "hydra/config.yaml": "verbose: true\n"}, ["x=2"]),
    "hydra_launcher_of_own": ({"config.yaml": "x: 1\n", "hydra/launcher/basic.yaml": "nonsense: 1\n"}, ["x=2"]),
    "hydra_output_of_own": ({"config.yaml": "x: 1\n", "hydra/output/default.yaml": "nonsense: 1\n"}, ["x=2"]),
    "blank_keys": (
        {"config.yaml": "x: 1\ny: 2\n"},
        [["x = 3", "x=4"], ["x=4", "x = 3"], [" x=3", "x=4"], ["\tx\u00a0=3", "x=4"], ["x=3", "\u3000x=4"], ["x y=3", "x=4"],
         ["\x1fx=3", "y=1", "x=4"], ["=3", " =4"]]),
    "sections": (
        {"config.yaml": "x: 1\ndora:\n  dir: ./o\n  exclude: [x, 'm.*']\nslurm:\n  gpus: 2\nm: {a: 1, b: {c: 1}}\n"},
        ["x=2", "m.a=2", "m.b.c=2", "m={a: 3}", "dora.dir=z", "slurm.gpus=3", "+m.z=1", "+slurm.x=1", "dora.exclude=[]"]),
}
TOPICS = {
    "lists": LISTS, "packages": PACKAGES, "values": VALUES, "texts": TEXTS, "interpolations": INTERPOLATIONS, "files": FILES,
}


def cases(topic):
    """The projects of one topic, each with every `version_base`."""
    found = []
    for name, (files, argvs) in TOPICS[topic].items():
        lists = [[]] + [words if isinstance(words, list) else _split(words) for words in argvs]
        for base in BASES:
            found.append({
                "name": name, "files": files, "config_name": "config", "version_base": base,
                "env": {"V1": "here", "V2": "7"}, "argvs": lists})
    return found


def _split(words):
    """Overrides parted by blanks, where what follows a blank looks like another key."""
    argv = []
    for word in words.split(" "):
        looks_new = "=" in word.split("{")[0].split("[")[0].split("'")[0] or word.startswith("~")
        is_open = argv and (argv[-1].count("{") > argv[-1].count("}") or argv[-1].count("[") > argv[-1].count("]"))
        if argv and (is_open or not looks_new):
            argv[-1] += " " + word
        else:
            argv.append(word)
    return argv
