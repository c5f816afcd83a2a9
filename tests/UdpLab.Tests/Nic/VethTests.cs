using System.Management.Automation;

namespace UdpLab.Tests.Nic;

/// <summary>Interfaces in a namespace of this machine: what is read agrees with ethtool and ip, and so does what was set.</summary>
[Collection(Machine.Name)]
public class VethTests(NicBed bed) : IClassFixture<NicBed>
{
    private const string Host = "-LabHost $bed.Sink";

    private Session Session => bed.Session;

    [Fact]
    public void WhatIsReadAgreesWithTheTools()
    {
        foreach (string name in new[] { NicBed.Veth, NicBed.Dummy })
        {
            NicWitness witness = bed.Witness(name);

            // A router solicitation may be sent in between.
            long before = Received(witness);
            PSObject nic = Session.One($"Get-LabNic {name} {Host}");
            Assert.InRange(nic.Long("Counters.RxPackets"), before, Received(witness));
            Assert.Equal(witness.Value("-i", "driver"), nic.Text("Driver"));
            Assert.Equal(witness.Mtu(), nic.Long("Mtu"));
            Assert.Equal(witness.Sys("address"), nic.Text("MacAddress"));
            foreach (string feature in new[] { "rx-gro:generic-receive-offload", "gso:generic-segmentation-offload", "tso:tcp-segmentation-offload", "tx-udp-segmentation:tx-udp-segmentation" })
            {
                string[] names = feature.Split(':');
                Assert.Equal(witness.Value("-k", names[1]) == "on", Session.One($"(Get-LabNic {name} {Host}).Features['{names[0]}']").BaseObject);
            }
        }

        PSObject veth = Session.One($"Get-LabNic {NicBed.Veth} {Host}");
        NicWitness its = bed.Witness();
        Assert.Equal(("4", "4", "4", "4"), (veth.Text("RxQueues"), veth.Text("TxQueues"), veth.Text("MaxRxQueues"), veth.Text("MaxTxQueues")));
        Assert.Equal((4, 4, 4), (its.Current("-l", "RX")!.Value, its.Current("-l", "TX")!.Value, its.Maximum("-l", "RX")!.Value));
        Assert.Equal("10000", veth.Text("SpeedMbps"));
        Assert.Contains(bed.Shell($"ip -4 -o addr show {NicBed.Veth}").Split(" ", StringSplitOptions.RemoveEmptyEntries)[3], veth.All("Addresses").Select(a => a.ToString()));
    }

    [Fact]
    public void WhatADriverLacksIsNull()
    {
        bed.Witness();
        PSObject nic = Session.One($"Get-LabNic {NicBed.Dummy} {Host}");
        string[] lacking = ["RxQueues", "TxQueues", "CombinedQueues", "MaxRxQueues", "MaxTxQueues", "MaxCombinedQueues", "RxRing", "TxRing", "MaxRxRing", "MaxTxRing", "RssTable", "RssQueues", "RssKey", "RssHashFunction", "UdpHashFields",
            "PauseRx", "PauseTx", "PauseAutonegotiate", "Coalescing", "FlowRules", "SpeedMbps", "NumaNode", "BusyRead", "BusyPoll"];
        Assert.All(lacking, name => Assert.Null(nic.Get(name)));
        Assert.Equal(("-", "-", "-", "-"), (nic.Text("QueuesText"), nic.Text("RingsText"), nic.Text("PauseText"), nic.Text("RssText")));
    }

    [Fact]
    public void AllInterfacesAreOneQuestion()
    {
        bed.Witness();
        ScriptRun run = Session.Run($"Get-LabNic {Host} -Verbose").MustBeClean();
        Assert.Equal(["dum0", "lo", "sink0"], run.Output.Select(n => n.Text("Name")).Order(StringComparer.Ordinal));
        Assert.Contains(run.Verbose, v => v.StartsWith("1 requests", StringComparison.Ordinal));
        Assert.Equal(["dum0", "sink0"], Session.Give($"Get-LabNic *0 {Host}").Select(n => n.Text("Name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatIsSetAgreesWithTheToolsAndComesBack()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        PSObject nic = Session.One($"Set-LabNic {NicBed.Veth} {Host} -RxQueues 2 -TxQueues 3 -Mtu 1400 -Feature @{{ gro = $false; tso = $false }} -Rps 0-1 -Xps @{{ 0 = 1; 'tx-1' = 0,1 }} -PassThru");
        Assert.Equal((2L, 3L, 1400L), (nic.Long("RxQueues"), nic.Long("TxQueues"), nic.Long("Mtu")));
        Assert.Equal((2, 3), (witness.Current("-l", "RX")!.Value, witness.Current("-l", "TX")!.Value));
        Assert.Equal(1400, witness.Mtu());
        Assert.Equal(("off", "off"), (witness.Value("-k", "generic-receive-offload"), witness.Value("-k", "tcp-segmentation-offload")));
        Assert.Equal("3", witness.Sys("queues/rx-0/rps_cpus").TrimStart('0'));
        Assert.Equal(("2", "3"), (witness.Sys("queues/tx-0/xps_cpus"), witness.Sys("queues/tx-1/xps_cpus")));

        IReadOnlyList<PSObject> undone = Session.Give("Undo-LabChange -LabHost $bed.Sink.Name");
        Assert.Equal(["Xps", "Rps", "Features", "Mtu", "Channels"], undone.Select(c => c.Text("Setting")));
        Assert.All(undone, c => Assert.Equal("Undone", c.Text("State")));
        Assert.Equal(before, witness.Dump());
        Assert.Empty(Session.Give("Undo-LabChange -LabHost $bed.Sink.Name"));
        Assert.Empty(Session.Give("Get-LabChange -LabHost $bed.Sink | Undo-LabChange"));
    }

    [Fact]
    public void WhatIfTellsTheDifferenceAndChangesNothing()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        int changes = Session.Give("Get-LabChange").Count;
        Assert.Empty(Session.Give($"Set-LabNic {NicBed.Veth} {Host} -RxQueues 2 -PassThru -WhatIf"));
        Assert.Equal(before, witness.Dump());
        Assert.Equal(changes, Session.Give("Get-LabChange").Count);
    }

    [Fact]
    public void ItPipes()
    {
        NicWitness witness = bed.Witness();
        Assert.Equal(["1", "2", "4"], Session.Give($"1,2,4 | ForEach-Object {{ Set-LabNic {NicBed.Veth} {Host} -RxQueues $_ -PassThru }}").Select(n => n.Text("RxQueues")));
        Assert.Equal(2, Session.Give($"Get-LabNic *0 {Host} | Set-LabNic -Mtu 1300 -PassThru").Count(n => n.Long("Mtu") == 1300));
        Assert.Equal((1300, 1300), (witness.Mtu(), bed.Witness(NicBed.Dummy).Mtu()));
        Assert.Equal("1300", Session.One($"Get-LabNic {NicBed.Veth} {Host} | Get-LabNic").Text("Mtu"));
        Session.Give("Get-LabChange -LabHost $bed.Sink -State Applied | Undo-LabChange");
        Assert.Equal((1500, 4), (witness.Mtu(), witness.Current("-l", "RX")!.Value));
    }

    [Theory]
    [InlineData("-RxQueues 9", "InvalidArgument.RxQueues")]
    [InlineData("-RxQueues 0", "InvalidArgument.RxQueues")]
    [InlineData("-RssQueues 2", "NotSupported.RssQueues")]
    [InlineData("-RssKey 00:11", "NotSupported.RssKey")]
    [InlineData("-UdpHashFields sdfn", "NotSupported.UdpHashFields")]
    [InlineData("-RxRing 128", "NotSupported.RxRing")]
    [InlineData("-Pause Off", "NotSupported.Pause")]
    [InlineData("-Coalescing @{ RxUsecs = 3 }", "NotSupported.Coalescing")]
    [InlineData("-Feature @{ lro = $true }", "NotSupported.Feature")]
    [InlineData("-Feature @{ nonsense = $true }", "InvalidArgument.Feature")]
    [InlineData("-Feature @{ gro = 'maybe' }", "InvalidArgument.Feature")]
    [InlineData("-Mtu 20", "InvalidArgument.Mtu")]
    [InlineData("-IrqAffinity Spread", "NotSupported.IrqAffinity")]
    [InlineData("-Rps 4000", "InvalidArgument.Rps")]
    [InlineData("-Rps @{ 9 = 0 }", "InvalidArgument.Rps")]
    [InlineData("-BusyRead 50", "NotSupported.BusyRead")]
    [InlineData("-FlowRule 'dst-port 9 queue 1'", "NotSupported.FlowRule")]
    public void WhatCannotWorkIsRefusedBeforeAnythingIsTouched(string more, string error)
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        int changes = Session.Give("Get-LabChange").Count;
        Session.Run($"Set-LabNic {NicBed.Veth} {Host} -Mtu 1400 {more}".Replace("-Mtu 1400 -Mtu", "-Mtu", StringComparison.Ordinal)).MustFail(error);
        Assert.Equal(before, witness.Dump());
        Assert.Equal(changes, Session.Give("Get-LabChange").Count);
    }

    [Fact]
    public void NamesThatAreNotThereAreToldWithThoseThatAre()
    {
        bed.Witness();
        ErrorRecord error = Session.Run($"Get-LabNic nic7, {NicBed.Veth} {Host}").MustFail("NotFound.Name");
        Assert.Contains("dum0", error.Exception.Message, StringComparison.Ordinal);
        Session.Run($"Set-LabNic nic7 {Host} -Mtu 1400").MustFail("NotFound.Name");
        Session.Run("Undo-LabChange no-1").MustFail("NotFound.Id");
        Assert.Empty(Session.Give($"Get-LabNic nic* {Host}"));
    }

    [Fact]
    public void WhenTheLastOfFourFailsTheOthersArePutBack()
    {
        // A veth without GRO has no NAPI, so it cannot have threads for it: only the kernel knows that.
        NicWitness witness = bed.Witness(NicBed.Dummy);
        string before = witness.Dump();
        ErrorRecord error = Session.Run($"Set-LabNic {NicBed.Dummy} {Host} -Mtu 1400 -Feature @{{ tso = $false }} -Rps 0 -ThreadedNapi $true").MustFail("NotSupported.ThreadedNapi");
        Assert.Contains("Nothing was changed", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, witness.Dump());
        Assert.All(Session.Give("Get-LabChange -LabHost $bed.Sink").TakeLast(3), c => Assert.Equal("Failed", c.Text("State")));
    }

    [Fact]
    public void AMeasurementKnowsTheInterfaceItWasMadeOn()
    {
        bed.Witness();
        PSObject measurement = Session.One($"Set-LabNic {NicBed.Veth} {Host} -RxQueues 2; Invoke-UdpFlood -LabHost $bed.Generator -Backend Socket -Count 500 -RatePps 5000 | Measure-Sink {Host} -ReceiveBuffer 4000000");
        Assert.Equal((NicBed.Veth, "2", "veth"), (measurement.Text("Nic.Name"), measurement.Text("Nic.RxQueues"), measurement.Text("Nic.Driver")));
        Assert.True(measurement.Long("Nic.Counters.RxPackets") >= 500);
        Session.Give("Undo-LabChange -LabHost $bed.Sink.Name");

        // From the pipeline as -Interface with its host: a flood out of one interface, and traffic from elsewhere on another.
        measurement = Session.One($"Get-LabNic gen0 -LabHost $bed.Generator | Invoke-UdpFlood -Backend Socket -Count 500 -RatePps 5000 | Measure-Sink {Host} -ReceiveBuffer 4000000");
        Assert.Equal(("gen0", "500"), (measurement.Text("Flood.Interface"), measurement.Text("Packets")));
        Assert.Equal("lo", Session.One("Invoke-UdpFlood -Count 100 -RatePps 5000 | Measure-Sink -ReceiveBuffer 4000000").Text("Nic.Name"));
    }

    [Fact]
    public void TheTableIsReadableInAShell()
    {
        bed.Witness();
        string name = Session.One("$bed").Text("Name");
        (int code, string output, string error) = ShellProcess.Run($"Get-LabNic sink0 -LabHost (Get-LabTestbed {name}).Sink");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"Name +Driver +Link Mbit/s Queues +Rings rx,tx +Pause RSS +Host", output);
        Assert.Matches(@"sink0 +veth +up +10000 rx 4/4 tx 4/4 -  ", output);
    }

    [Fact]
    public void RandomSequencesEndWhereTheyBegan()
    {
        NicWitness witness = bed.Witness();
        string before = witness.Dump();
        new RandomSequence(Session, Session.One("$bed.Sink").Text("Name"), NicBed.Veth, RandomSequence.OfVeth).Run(usual: 60);
        Assert.Equal(before, witness.Dump());
    }

    private static long Received(NicWitness witness) => long.Parse(witness.Sys("statistics/rx_packets"), System.Globalization.CultureInfo.InvariantCulture);
}
