using UdpLab.Agent.Flood;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Nic;
using UdpLab.Agent.Requests;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Every message with every property set, and its line. A change here changes the contract: raise <see cref="Hello.CurrentProtocol"/>.</summary>
internal static class Goldens
{
    private static readonly InterfaceAddress _address = new() { Interface = "eth0", Address = "198.18.0.2", PrefixLength = 30, MacAddress = "02:00:00:00:00:02" };
    private const string AddressLine = """{"interface":"eth0","address":"198.18.0.2","prefixLength":30,"macAddress":"02:00:00:00:00:02"}""";

    private static readonly Counters _counters = new()
    {
        Snmp = "a",
        Snmp6 = "b",
        Netstat = "c",
        Softnet = "d",
        Devices = [new DeviceCounters { Name = "eth0", Index = 2, Up = true, CarrierChanges = 3, Driver = "veth", Statistics = new() { ["rx_packets"] = 1 }, Ethtool = new() { ["rx_drops"] = 2 }, QdiscDrops = 3 }],
        Unreadable = ["u"],
    };

    private const string CountersLine = """{"snmp":"a","snmp6":"b","netstat":"c","softnet":"d","devices":[{"name":"eth0","index":2,"up":true,"carrierChanges":3,"driver":"veth","statistics":{"rx_packets":1},"ethtool":{"rx_drops":2},"qdiscDrops":3}],"unreadable":["u"]}""";

    private static readonly Failure _failure = new() { Id = 9, Code = FailureCode.Busy, Message = "taken", Errno = 98, Path = "bind", Parameter = "Port" };

    private static readonly ReadinessFacts _facts = new()
    {
        Kernel = "6.1.0",
        UserId = 1,
        Capabilities = 2,
        OnlineCpus = [0],
        CpuModel = "x",
        Interfaces = ["eth0"],
        Files = new() { ["/proc/a"] = "1" },
        Unreadable = new() { ["/proc/b"] = "no" },
        ReadOnly = ["/proc/a"],
        LoadsModules = true,
        Modules = ["veth"],
        Nics = [new NicFacts { Name = "eth0", AltNames = ["wan"], Identity = "i", Settings = new() { ["Mtu"] = "1500" }, Counters = new DeviceCounters { Name = "eth0" } }],
        Pktgen = new PktgenFacts { Loaded = true, HasModules = true, File = "pktgen.ko" },
        Perf = new PerfFacts { Program = "perf", ProgramMissesKernel = true, SystemErrno = 13, OwnErrno = 1, CyclesErrno = 2, ShowsSymbols = true },
        Trace = new TraceFacts { Problem = "p", Forbidden = true, HasReasons = true, FollowsThreads = true },
        Netfilter = new NetfilterFacts
        {
            Hooks = [new NetfilterHook { Family = "ip", Hook = "input", Priority = -200, Function = "f", Module = "m" }],
            Chains = [new NftChain { Family = "inet", Table = "t", Name = "c", Hook = "input", Rules = 3 }],
            Obstacle = "o",
            Tracking = ["inet t: ct"],
            Exempted = ["eth0"],
            LegacyTables = ["ip nat"],
        },
        Frequencies = [new FrequencyPolicy { Name = "policy0", Driver = "d", Governor = "g", Available = ["g"] }],
        IdleStates = [new IdleState { Name = "C1", LatencyMicroseconds = 2, EnabledOn = 1 }],
        LatencyLimit = 0,
        Hypervisor = "KVMKVMKVM",
        Balancers = [new ProcessFacts { Id = 7, Name = "irqbalance", StartTicks = 8, Stopped = true }],
    };

    private const string FactsLine = """{"kernel":"6.1.0","userId":1,"capabilities":2,"onlineCpus":[0],"cpuModel":"x","interfaces":["eth0"],"nics":[{"name":"eth0","altNames":["wan"],"identity":"i","driver":"","addresses":[],"linkUp":false,"maxima":{},"settings":{"Mtu":"1500"},"features":{},"fixedFeatures":[],"flowRules":{},"irqs":[],"counters":{"name":"eth0","driver":"","statistics":{},"ethtool":{}}}],"files":{"/proc/a":"1"},"unreadable":{"/proc/b":"no"},"readOnly":["/proc/a"],"loadsModules":true,"modules":["veth"],"pktgen":{"loaded":true,"hasModules":true,"file":"pktgen.ko"},"perf":{"program":"perf","programMissesKernel":true,"systemErrno":13,"ownErrno":1,"cyclesErrno":2,"showsSymbols":true},"trace":{"problem":"p","forbidden":true,"hasReasons":true,"followsThreads":true},"netfilter":{"hooks":[{"family":"ip","hook":"input","priority":-200,"function":"f","module":"m"}],"chains":[{"family":"inet","table":"t","name":"c","hook":"input","rules":3}],"obstacle":"o","tracking":["inet t: ct"],"exempted":["eth0"],"legacyTables":["ip nat"]},"frequencies":[{"name":"policy0","driver":"d","governor":"g","available":["g"]}],"idleStates":[{"name":"C1","latencyMicroseconds":2,"enabledOn":1}],"latencyLimit":0,"hypervisor":"KVMKVMKVM","balancers":[{"id":7,"name":"irqbalance","startTicks":8,"stopped":true}]}""";

    private static readonly PerfPlan _perf = new() { Event = "cycles", Frequency = 99, CallGraph = CallGraphMode.Dwarf, Sampler = PerfSampler.Agent, ProcessId = 42, SinkPort = 9, Cpus = [0, 1], AllCpus = true, CacheLine = true, SendData = true };
    private const string End = "}}";
    private const string PerfLine = """{"event":"cycles","frequency":99,"callGraph":"Dwarf","sampler":"Agent","processId":42,"sinkPort":9,"cpus":[0,1],"allCpus":true,"cacheLine":true,"sendData":true}""";

    public static readonly (Request Message, string Line)[] Requests =
    [
        (new OpenSink { Id = 1, Address = "0.0.0.0", Port = 9, AnyPortWillDo = true, Interface = "eth0", Sockets = 2, SteerByCpu = true, Cpus = [0, 1], ReceiveBuffer = 4096, BusyPoll = 50, Gro = true, Connect = true, Echo = true, Ttl = true, PacketInfo = true, Timestamp = true, CheckSender = "198.18.0.1", Methods = [ReceiveMethod.Epoll], Profile = _perf },
            $$"""{"command":"sink.open","address":"0.0.0.0","allowSpecialAddress":false,"port":9,"anyPortWillDo":true,"interface":"eth0","sockets":2,"steerByCpu":true,"cpus":[0,1],"receiveBuffer":4096,"busyPoll":50,"gro":true,"connect":true,"echo":true,"ttl":true,"packetInfo":true,"timestamp":true,"checkSender":"198.18.0.1","methods":["Epoll"],"profile":{{PerfLine}},"id":1}"""),
        (new Measure { Id = 2, Method = ReceiveMethod.Recvmmsg, Batch = 32, Discard = true, Segments = 2, Warmup = 0.5, Duration = 2, Count = 100, AtOnce = true, Timeout = 1.5, Check = false, Streams = [new StreamSource { Address = "198.18.0.1", FirstPort = 10000, PortsPerThread = 2, Threads = 3 }], SharedClock = true, WithFacts = true, Trace = true, Profile = true, Interfaces = ["eth0"], Stays = true, Steps = true },
            """{"command":"sink.measure","method":"Recvmmsg","batch":32,"discard":true,"segments":2,"warmup":0.5,"duration":2,"count":100,"atOnce":true,"timeout":1.5,"check":false,"streams":[{"address":"198.18.0.1","firstPort":10000,"portsPerThread":2,"threads":3}],"sharedClock":true,"withFacts":true,"trace":true,"profile":true,"interfaces":["eth0"],"stays":true,"steps":true,"id":2}"""),
        (new OpenWindow { Id = 3, WithFacts = true, Profile = _perf }, $$"""{"command":"sink.window","withFacts":true,"profile":{{PerfLine}},"id":3}"""),
        (new CutWindow { Id = 4, Window = 3, Close = true, Profile = true }, """{"command":"sink.cut","window":3,"close":true,"profile":true,"id":4}"""),
        (new ReadSink { Id = 5 }, """{"command":"sink.read","id":5}"""),
        (new FinishMeasure { Id = 3, Window = 2, Sent = 1000, Steps = [new StreamSteps { Stream = 1, Starts = [0, 10], End = 1000 }] }, """{"command":"sink.finish","window":2,"sent":1000,"steps":[{"stream":1,"starts":[0,10],"end":1000}],"id":3}"""),
        (new WatchSockets { Id = 32, Port = 53, ProcessId = 8, Cookie = 5, Destination = "198.18.0.2", Ipv6 = false, Profile = _perf },
            $$"""{"command":"sockets.watch","port":53,"processId":8,"cookie":5,"destination":"198.18.0.2","ipv6":false,"profile":{{PerfLine}},"id":32}"""),
        (new OpenFlood { Id = 4, Backend = FloodBackend.Xdp, Destination = "198.18.0.2", AllowSpecialAddress = true, Preview = true, Port = 9, Source = "198.18.0.1", DestinationMac = "02:00:00:00:00:02", SinkAddresses = [_address], SameMachine = true, Interface = "eth0", PacketSize = 64, Flows = 3, Threads = 2, Cpus = [1], Burst = 16, RatePps = 1000.5, StepRates = [1000, 2000.5], Duration = 5, Count = 7, Gso = 8, Inject = true, Payloads = [new byte[18], new byte[21]], PayloadHeader = true, CountReplies = true, Pktgen = ["tos 10"], FirstStream = 16 },
            $$"""{"command":"flood.open","backend":"Xdp","destination":"198.18.0.2","allowSpecialAddress":true,"preview":true,"port":9,"source":"198.18.0.1","destinationMac":"02:00:00:00:00:02","sinkAddresses":[{{AddressLine}}],"sameMachine":true,"interface":"eth0","packetSize":64,"flows":3,"threads":2,"cpus":[1],"burst":16,"ratePps":1000.5,"stepRates":[1000,2000.5],"duration":5,"count":7,"gso":8,"inject":true,"payloads":["AAAAAAAAAAAAAAAAAAAAAAAA","AAAAAAAAAAAAAAAAAAAAAAAAAAAA"],"payloadHeader":true,"countReplies":true,"pktgen":["tos 10"],"firstStream":16,"id":4}"""),
        (new StartFlood { Id = 5, AtNanoseconds = 12 }, """{"command":"flood.start","atNanoseconds":12,"id":5}"""),
        (new StopFlood { Id = 6 }, """{"command":"flood.stop","id":6}"""),
        (new ReadHost { Id = 12, Interfaces = ["eth0"] }, """{"command":"host.read","interfaces":["eth0"],"id":12}"""),
        (new ResolveName { Id = 16, Name = "dut" }, """{"command":"host.resolve","name":"dut","id":16}"""),
        (new ReadPktgen { Id = 10, WithOutside = true }, """{"command":"pktgen.read","withOutside":true,"id":10}"""),
        (new ChangePktgen { Id = 11, Reset = true, Remove = ["eth0@1"], Devices = [new PktgenDeviceChange { Name = "eth0@0", Cpu = 0, Commands = ["count 1000"] }] },
            """{"command":"pktgen.change","reset":true,"preview":false,"allowSpecialAddress":false,"remove":["eth0@1"],"devices":[{"name":"eth0@0","cpu":0,"commands":["count 1000"]}],"id":11}"""),
        (new RunPktgen { Id = 12, Duration = 1.5 }, """{"command":"pktgen.run","duration":1.5,"id":12}"""),
        (new StopPktgen { Id = 13 }, """{"command":"pktgen.stop","id":13}"""),
        (new StartPerf { Id = 14, Plan = _perf, Duration = 2.5 }, $$"""{"command":"perf.start","plan":{{PerfLine}},"duration":2.5,"id":14}"""),
        (new StopPerf { Id = 15 }, """{"command":"perf.stop","id":15}"""),
        (new Beat { Id = -1, Patience = 1.5 }, """{"command":"beat","patience":1.5,"id":-1}"""),
        (new Greet { Id = 5 }, """{"command":"greet","id":5}"""),
        (new Reset { Id = 6 }, """{"command":"reset","id":6}"""),
        (new CreateTestbed { Id = 7, Name = "bed1", Queues = 2, Mtu = 9000, OwnerProcessId = 42 }, """{"command":"testbed.create","name":"bed1","queues":2,"mtu":9000,"ownerProcessId":42,"id":7}"""),
        (new ListTestbeds { Id = 8 }, """{"command":"testbed.list","id":8}"""),
        (new RemoveTestbed { Id = 9, Name = "bed1", OwnerProcessId = 42 }, """{"command":"testbed.remove","name":"bed1","ownerProcessId":42,"id":9}"""),
        .. NicGoldens.Requests,
    ];

    public static readonly (Reply Message, string Line)[] Replies =
    [
        (new Hello { Protocol = 4, ProcessId = 42, NodeName = "lab", Kernel = "6.18.0", Architecture = "x86_64", Distribution = "Debian", OnlineCpus = [0, 1], Capabilities = ulong.MaxValue, BootId = "b", Interfaces = ["lo"] },
            """{"event":"hello","protocol":4,"processId":42,"nodeName":"lab","kernel":"6.18.0","architecture":"x86_64","distribution":"Debian","onlineCpus":[0,1],"capabilities":18446744073709551615,"bootId":"b","countsInstructions":false,"interfaces":["lo"],"id":0}"""),
        (new Done { Id = 1 }, """{"event":"done","id":1}"""),
        (new PktgenState { Id = 11, Loaded = true, Obstacle = "o", Version = "v", Threads = [new PktgenFile { Name = "kpktgend_0", Cpu = 0, Text = "t" }], Devices = [new PktgenFile { Name = "eth0@0", Cpu = 0, Text = "d" }], Outside = ["eth0@0"], Warnings = ["w"], Stopped = true, Failure = _failure },
            """{"event":"pktgen.state","loaded":true,"obstacle":"o","version":"v","threads":[{"name":"kpktgend_0","cpu":0,"text":"t"}],"devices":[{"name":"eth0@0","cpu":0,"text":"d"}],"outside":["eth0@0"],"warnings":["w"],"stopped":true,"failure":{"code":"Busy","message":"taken","errno":98,"path":"bind","parameter":"Port","id":9},"id":11}"""),
        (new HostState { Id = 12, Facts = _facts }, $$"""{"event":"host.state","facts":{{FactsLine}},"id":12}"""),
        (new PerfStarted { Id = 14, ProcessId = 42, Command = ["perf", "record"] }, """{"event":"perf.started","processId":42,"command":["perf","record"],"id":14}"""),
        (new PerfChunk { Id = 14, Part = PerfPart.Data, Bytes = [1, 2, 3] }, """{"event":"perf.chunk","part":"Data","bytes":"AQID","id":14}"""),
        (new PerfResult { Id = 14, Samples = 1, LostSamples = 2, FirstNanoseconds = 3, LastNanoseconds = 4, SampledEvent = "cycles", Sampler = PerfSampler.Agent, Command = ["perf"], Version = "perf version 6.1", DataBytes = 5, Problems = ["p"], Failure = _failure },
            """{"event":"perf.result","samples":1,"lostSamples":2,"firstNanoseconds":3,"lastNanoseconds":4,"sampledEvent":"cycles","sampler":"Agent","command":["perf"],"version":"perf version 6.1","dataBytes":5,"problems":["p"],"failure":{"code":"Busy","message":"taken","errno":98,"path":"bind","parameter":"Port","id":9},"id":14}"""),
        (new Beaten { Id = -1, MonotonicNanoseconds = 5 }, """{"event":"beaten","monotonicNanoseconds":5,"id":-1}"""),
        (new SinkReady { Id = 2, Address = "198.18.0.2", Port = 9, ReceiveBuffer = 425984, Addresses = [_address] },
            $$"""{"event":"sink.ready","address":"198.18.0.2","port":9,"receiveBuffer":425984,"addresses":[{{AddressLine}}],"id":2}"""),
        (new Armed { Id = 3, Facts = _facts }, $$"""{"event":"sink.armed","facts":{{FactsLine}},"id":3}"""),
        (new Interval { Id = 4, Seconds = 0.5, Length = 0.25, Packets = 1000, EndNanoseconds = 5, RatePps = 4000, QueuePercent = 12.5 }, """{"event":"interval","seconds":0.5,"length":0.25,"packets":1000,"endNanoseconds":5,"ratePps":4000,"queuePercent":12.5,"id":4}"""),
        (new WindowClosed { Id = 5, Reason = WindowEnd.NoPacket }, """{"event":"sink.window","reason":"NoPacket","id":5}"""),
        (new SinkStatus { Id = 5, Packets = 1, Drops = 2, Pps = 3.5, Problem = "p" }, """{"event":"sink.status","packets":1,"drops":2,"pps":3.5,"problem":"p","id":5}"""),
        (new SinkResult
        {
            Id = 6, Packets = 1, Bytes = 2, BeginNanoseconds = 1, EndNanoseconds = 9, FirstNanoseconds = 3, LastNanoseconds = 4, OpeningPackets = 1, WindowDrops = 2, WaitSeconds = 0.25, CompanySeconds = 0.125, UserSeconds = 0.5, SystemSeconds = 1.5, Wakeups = 6, TotalPackets = 7, TotalDatagrams = 8, Echoed = 5, LeftInSocket = 9, SocketDrops = 10, Delivered = 11, XdpMode = "copy",
            Headers = new HeaderFindings { Lost = 1, OutOfOrder = 2, Duplicates = 3, BadMagic = 4, Numbers = NumberTrouble.HostOrder },
            Steps = [new StepFindings { Sent = 2, Received = 1 }],
            Latency = new LatencyFindings { Samples = 1, Minimum = 2, Mean = 2.5, P50 = 3, P90 = 4, P99 = 5, P999 = 6, Maximum = 7 },
            StackLatency = new LatencyFindings { Samples = 1, Minimum = 2, Mean = 2.5, P50 = 3, P90 = 4, P99 = 5, P999 = 6, Maximum = 7 },
            Messages = new MessageFindings { LeastTtl = 63, GreatestTtl = 64, OtherSenders = 5 },
            Sockets = [new SocketFindings { Cpu = 1, Packets = 2, Bytes = 3, Drops = 4, Watched = new WatchedSocket { Address = "127.0.0.1", Port = 53, Cookie = 5, Holder = new SocketHolder { Id = 8, Name = "dnsmasq" }, ReceiveBuffer = 212992, QueuePercent = 50, MeanQueuePercent = 2.5 } }],
            Watch = new WatchFindings { Inexact = "i", Processes = [new SocketHolder { Id = 8, Name = "dnsmasq" }], Sharers = [new SocketHolder { Id = 7, Name = "worker" }], Elsewhere = 10, Threads = [new ThreadFindings { ProcessId = 8, Id = 9, Name = "t", UserSeconds = 0.5, SystemSeconds = 1.5, WaitSeconds = 0.25, Wakeups = 6 }], LeftBytes = 768, Events = ["e"] },
            Trace = new TraceFindings
            {
                Drops = [new DropFindings { Reason = "SOCKET_RCVBUFF", Function = "f", Frames = 1, Unknown = 2, Running = 3, Preempted = 4, Waiting = 5, Asleep = 6 }],
                Readers = [new ReaderFindings { Running = 0.5, Preempted = 0.25, Waiting = 0.125, Asleep = 1.5 }],
                Holders = [new HolderFindings { Name = "ksoftirqd/1", Seconds = 0.75 }],
                Axis = new AxisFindings
                {
                    BeginNanoseconds = 1,
                    EndNanoseconds = 2,
                    SlotNanoseconds = 3,
                    Softirq = [4],
                    Polls = [5],
                    Polled = [6],
                    Received = [7],
                    Running = [8],
                    Preempted = [9],
                    Waiting = [10],
                    Asleep = [11],
                    Losses = [new SlotLosses { Slot = 1, Reason = "SOCKET_RCVBUFF", Unknown = 2, Running = 3, Preempted = 4, Waiting = 5, Asleep = 6 }],
                    LossesFull = true,
                },
            },
            Before = _counters,
            After = _counters,
            Nic = NicGoldens.State,
            Problems = ["p"],
            Broken = true,
        },
            $$"""{"event":"sink.result","packets":1,"bytes":2,"beginNanoseconds":1,"endNanoseconds":9,"firstNanoseconds":3,"lastNanoseconds":4,"openingPackets":1,"windowDrops":2,"waitSeconds":0.25,"companySeconds":0.125,"userSeconds":0.5,"systemSeconds":1.5,"wakeups":6,"totalPackets":7,"totalDatagrams":8,"echoed":5,"leftInSocket":9,"socketDrops":10,"delivered":11,"xdpMode":"copy","headers":{"lost":1,"outOfOrder":2,"duplicates":3,"badMagic":4,"numbers":"HostOrder"},"steps":[{"sent":2,"received":1}],"latency":{"samples":1,"minimum":2,"mean":2.5,"p50":3,"p90":4,"p99":5,"p999":6,"maximum":7},"stackLatency":{"samples":1,"minimum":2,"mean":2.5,"p50":3,"p90":4,"p99":5,"p999":6,"maximum":7},"messages":{"leastTtl":63,"greatestTtl":64,"otherSenders":5},"sockets":[{"cpu":1,"packets":2,"bytes":3,"drops":4,"watched":{"address":"127.0.0.1","port":53,"cookie":5,"holder":{"id":8,"name":"dnsmasq"},"receiveBuffer":212992,"queuePercent":50,"meanQueuePercent":2.5{{End}}],"watch":{"inexact":"i","processes":[{"id":8,"name":"dnsmasq"}],"sharers":[{"id":7,"name":"worker"}],"threads":[{"processId":8,"id":9,"name":"t","userSeconds":0.5,"systemSeconds":1.5,"waitSeconds":0.25,"wakeups":6}],"elsewhere":10,"leftBytes":768,"events":["e"]},"trace":{"drops":[{"reason":"SOCKET_RCVBUFF","function":"f","frames":1,"unknown":2,"running":3,"preempted":4,"waiting":5,"asleep":6}],"readers":[{"running":0.5,"preempted":0.25,"waiting":0.125,"asleep":1.5}],"holders":[{"name":"ksoftirqd/1","seconds":0.75}],"axis":{"beginNanoseconds":1,"endNanoseconds":2,"slotNanoseconds":3,"softirq":[4],"polls":[5],"polled":[6],"received":[7],"running":[8],"preempted":[9],"waiting":[10],"asleep":[11],"losses":[{"slot":1,"reason":"SOCKET_RCVBUFF","unknown":2,"running":3,"preempted":4,"waiting":5,"asleep":6}],"lossesFull":true{{End}},"before":{{CountersLine}},"after":{{CountersLine}},"nic":{{NicGoldens.StateLine}},"problems":["p"],"broken":true,"id":6}"""),
        (new FloodReady { Id = 7, Backend = FloodBackend.Socket, Reason = "as asked", Interface = "lo", Destination = "127.0.0.2", Outside = true, LoadsPktgen = true, NeedsTrial = true, Source = "127.0.0.1", DestinationMac = "02:00:00:00:00:02", Threads = 2, Flows = 4, Bursts = [1, 2], Numbered = false, Timed = false, FirstSourcePort = 10000, SourcePortsPerThread = 2, Warnings = ["w"] },
            """{"event":"flood.ready","backend":"Socket","reason":"as asked","interface":"lo","destination":"127.0.0.2","outside":true,"loadsPktgen":true,"needsTrial":true,"source":"127.0.0.1","destinationMac":"02:00:00:00:00:02","threads":2,"flows":4,"bursts":[1,2],"numbered":false,"timed":false,"firstSourcePort":10000,"sourcePortsPerThread":2,"warnings":["w"],"id":7}"""),
        (new NameResolved { Id = 16, Addresses = ["198.18.0.2"] }, """{"event":"host.resolved","addresses":["198.18.0.2"],"id":16}"""),
        (new FloodStarted { Id = 8, StartedNanoseconds = 1 }, """{"event":"flood.started","startedNanoseconds":1,"id":8}"""),
        (new FloodResult { Id = 9, Sent = 1, Errors = 2, Seconds = 0.5, Stopped = true, Threads = [new FloodThreadFindings { Cpu = 1, Sent = 2, Errors = 3, Seconds = 0.5, StepStarts = [0, 1], Bursts = 2 }], StepSeconds = [0.25, 0.25], Replies = new ReplyFindings { Packets = 5, Bytes = 60, Drops = 7, Seconds = 0.75 }, Before = _counters, After = _counters, Warnings = ["w"], Failure = _failure },
            $$"""{"event":"flood.result","sent":1,"errors":2,"seconds":0.5,"stopped":true,"threads":[{"cpu":1,"sent":2,"errors":3,"seconds":0.5,"stepStarts":[0,1],"bursts":2}],"stepSeconds":[0.25,0.25],"replies":{"packets":5,"bytes":60,"drops":7,"seconds":0.75},"before":{{CountersLine}},"after":{{CountersLine}},"warnings":["w"],"failure":{"code":"Busy","message":"taken","errno":98,"path":"bind","parameter":"Port","id":9},"id":9}"""),
        (new Wire.Testbeds
        {
            Id = 10,
            Items = [new TestbedFacts { Name = "bed1", GeneratorNamespace = "udplab-bed1-gen", SinkNamespace = "udplab-bed1-sink", GeneratorInterface = "gen0", SinkInterface = "sink0", GeneratorAddress = "198.18.0.1", SinkAddress = "198.18.0.2", Queues = 2, OwnerProcessId = 42, Unreadable = true, Orphaned = true }],
        },
            """{"event":"testbeds","items":[{"name":"bed1","generatorNamespace":"udplab-bed1-gen","sinkNamespace":"udplab-bed1-sink","generatorInterface":"gen0","sinkInterface":"sink0","generatorAddress":"198.18.0.1","sinkAddress":"198.18.0.2","queues":2,"ownerProcessId":42,"unreadable":true,"orphaned":true}],"id":10}"""),
        (_failure, """{"event":"error","code":"Busy","message":"taken","errno":98,"path":"bind","parameter":"Port","id":9}"""),
        .. NicGoldens.Replies,
    ];
}
