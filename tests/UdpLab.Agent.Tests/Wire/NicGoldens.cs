using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>Settings and interfaces: every message with every property set.</summary>
internal static class NicGoldens
{
    public static readonly NicState State = new()
    {
        Id = 20,
        Items =
        [
            new NicFacts
            {
                Name = "eth0",
                AltNames = ["wan"],
                Identity = "b/1/2",
                Driver = "veth",
                MacAddress = "02:00:00:00:00:02",
                Addresses = ["198.18.0.2/30"],
                LinkUp = true,
                SpeedMbps = 10000,
                NumaNode = 0,
                NearCpus = "0-1",
                Maxima = new() { ["rx"] = 4 },
                ReceiveRings = 4,
                HashFunction = "toeplitz",
                Settings = new() { ["Mtu"] = "1500" },
                Features = new() { ["rx-gro"] = true },
                FixedFeatures = ["rx-lro"],
                FlowRulePlaces = 8,
                FlowRules = new() { [7] = "udp4 dst-port 9 queue 2" },
                Irqs = [new NicIrqFacts { Irq = 24, Name = "eth0-0", Affinity = "0", Effective = "0", PerCpu = [5, 6] }],
                Counters = new DeviceCounters { Name = "eth0", Driver = "veth", Statistics = new() { ["rx_packets"] = 1 }, Ethtool = new() { ["rx_drops"] = 2 }, QdiscDrops = 3 },
            },
        ],
        Present = ["eth0"],
        HostSettings = new() { [SettingNames.BusyRead] = "0" },
        HostIdentity = "b/1",
    };

    /// <summary>Its line without the message type.</summary>
    public const string StateLine = """
        {"items":[{"name":"eth0","altNames":["wan"],"identity":"b/1/2","driver":"veth","macAddress":"02:00:00:00:00:02","addresses":["198.18.0.2/30"],"linkUp":true,"speedMbps":10000,"numaNode":0,"maxima":{"rx":4},"receiveRings":4,"nearCpus":"0-1","hashFunction":"toeplitz","settings":{"Mtu":"1500"},"features":{"rx-gro":true},"fixedFeatures":["rx-lro"],"flowRulePlaces":8,"flowRules":{"7":"udp4 dst-port 9 queue 2"},"irqs":[{"irq":24,"name":"eth0-0","affinity":"0","effective":"0","perCpu":[5,6]}],"counters":{"name":"eth0","driver":"veth","statistics":{"rx_packets":1},"ethtool":{"rx_drops":2},"qdiscDrops":3}}],"present":["eth0"],"hostSettings":{"Sysctl net.core.busy_read":"0"},"hostIdentity":"b/1","id":20}
        """;

    public static readonly (Request Message, string Line)[] Requests =
    [
        (new ReadNic { Id = 20, Names = ["eth0"] }, """{"command":"nic.read","names":["eth0"],"id":20}"""),
        (new ReadSockets { Id = 31 }, """{"command":"sockets.read","id":31}"""),
        (new ReadSettings { Id = 21, Settings = [new SettingAddress { Target = "eth0", Setting = "Mtu" }] }, """{"command":"settings.read","settings":[{"target":"eth0","setting":"Mtu"}],"id":21}"""),
        (new ApplySettings { Id = 22, Changes = [new SettingChange { Target = "eth0", Setting = "Mtu", Identity = "b/1/2", Before = "1500", After = "1400", AtRisk = new() { ["Pause"] = "rx=on" }, MustStay = new() { ["RxRing"] = "512" }, Parameter = "Mtu" }] },
            """{"command":"settings.apply","changes":[{"identity":"b/1/2","before":"1500","after":"1400","companions":{"Pause":"rx=on"},"held":{"RxRing":"512"},"parameter":"Mtu","target":"eth0","setting":"Mtu"}],"preview":false,"id":22}"""),
        (new UndoSettings { Id = 23, Items = [new SettingChange { Target = "eth0", Setting = "Mtu", Identity = "b/1/2", Before = "1500", After = "1400", Unsure = true, Effects = [new SettingEffect { Setting = "Rps", Before = "a", After = "b" }], AtRisk = new() { ["Pause"] = "rx=on" } }], Force = true },
            """{"command":"settings.undo","items":[{"identity":"b/1/2","before":"1500","after":"1400","unsure":true,"effects":[{"setting":"Rps","before":"a","after":"b"}],"companions":{"Pause":"rx=on"},"target":"eth0","setting":"Mtu"}],"force":true,"id":23}"""),
        (new GuardSettings { Id = 24, Items = [new SettingChange { Target = "eth0", Setting = "Mtu", Identity = "b/1/2", Before = "1500", After = "1400" }] },
            """{"command":"settings.guard","items":[{"identity":"b/1/2","before":"1500","after":"1400","companions":{},"target":"eth0","setting":"Mtu"}],"id":24}"""),
    ];

    public static readonly (Reply Message, string Line)[] Replies =
    [
        (State, """{"event":"nic.state",""" + StateLine[1..]),
        (new Sockets { Id = 31, Items = [new SocketFacts { Address = "127.0.0.1", Port = 53, PeerAddress = "127.0.0.2", PeerPort = 9, Interface = "lo", ReceiveQueue = 768, ReceiveBuffer = 212992, Drops = 4, Cookie = 5, Inode = 6, UserId = 7, Ipv6Only = true, Holders = [new SocketHolder { Id = 8, Name = "dnsmasq" }] }], Notes = ["n"] },
            """{"event":"sockets","items":[{"address":"127.0.0.1","port":53,"peerAddress":"127.0.0.2","peerPort":9,"interface":"lo","receiveQueue":768,"receiveBuffer":212992,"drops":4,"cookie":5,"inode":6,"userId":7,"ipv6Only":true,"holders":[{"id":8,"name":"dnsmasq"}]}],"notes":["n"],"id":31}"""),
        (new SettingValues { Id = 21, Values = [new SettingValue { Identity = "b/1/2", Value = "1500" }] }, """{"event":"settings.values","values":[{"identity":"b/1/2","value":"1500"}],"id":21}"""),
        (new SettingsApplied { Id = 22, Outcomes = [new SettingOutcome { Value = "1400", Effects = [new SettingEffect { Setting = "Rps", Before = "a", After = "b" }] }], Failure = new Failure { Id = 9, Code = FailureCode.Busy, Message = "taken" }, Failed = 1, Left = [0], Warnings = ["w"] },
            """{"event":"settings.applied","outcomes":[{"value":"1400","effects":[{"setting":"Rps","before":"a","after":"b"}]}],"failure":{"code":"Busy","message":"taken","id":9},"failed":1,"left":[0],"warnings":["w"],"id":22}"""),
        (new SettingsUndone { Id = 23, Outcomes = [new UndoOutcome { Result = UndoResult.ChangedSince, Found = "1300", Reason = "r" }] },
            """{"event":"settings.undone","outcomes":[{"result":"ChangedSince","found":"1300","reason":"r"}],"id":23}"""),
    ];
}
