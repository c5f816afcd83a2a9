using System.Management.Automation;
using System.Text.Json;

namespace UdpLab.Tests.Nic;

/// <summary>
/// Cards emulated by QEMU, under Debian's kernel (6.1; UDPLAB_LAB_KERNEL selects others): supported settings work, others are
/// refused with a reason, and a device that does not keep a setting is found out. Every test leaves the guest as it was.
/// </summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class CardTests(CardsFixture cards) : IClassFixture<CardsFixture>
{
    private const string Host = "-LabHost cards";

    private Session Session => cards.Session;

    [Fact]
    public void WhatIsReadAgreesWithEthtool()
    {
        IReadOnlyList<PSObject> nics = Session.Give($"Get-LabNic test* {Host}");
        Assert.Equal(["virtio_net", "e1000e", "vmxnet3"], nics.Select(n => n.Text("Driver")));
        foreach (PSObject nic in nics)
        {
            NicWitness witness = cards.Witness(nic.Text("Name"));
            Same(witness.Current("-g", "RX"), nic.Get("RxRing"));
            Same(witness.Maximum("-g", "TX"), nic.Get("MaxTxRing"));
            Same(nic.Text("Driver") == "e1000e" ? null : witness.Current("-l", "Combined"), nic.Get("CombinedQueues"));
            Same(nic.Text("Driver") == "e1000e" ? null : 4, nic.Get("MaxCombinedQueues"));
            Assert.Equal(nic.Text("Driver") == "e1000e" ? [] : witness.Table(), nic.Get("RssTable") is null ? [] : nic.All("RssTable").Select(q => (int)q.BaseObject));
            Assert.Equal(witness.Key(), nic.Text("RssKey"));
            Assert.Equal(nic.Text("Driver") == "e1000e", nic.Get("PauseRx") is true && witness.Value("-a", "RX") == "on" && witness.Value("-a", "Autonegotiate") == "on");
            Assert.Equal(witness.Value("-c", "rx-usecs"), nic.Get("Coalescing") is null ? null : Session.One($"(Get-LabNic {nic.Text("Name")} {Host}).Coalescing.RxUsecs").ToString());
            Assert.Equal(cards.Shell($"grep -c '{nic.Text("Name")}\\|{(nic.Text("Driver") == "virtio_net" ? "virtio2" : "none-such")}' /proc/interrupts").Trim(), nic.All("Irqs").Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void VirtioTakesChannelsTableKeyAndFields() => Unharmed(CardsFixture.Virtio, witness =>
    {
        PSObject nic = Session.One($"Set-LabNic test0 {Host} -RssQueues 2 -UdpHashFields sd -PassThru");
        Assert.Equal(("0-1 ×64", "2", "sd"), (nic.Text("RssText"), nic.Text("RssQueues"), nic.Text("UdpHashFields")));
        Assert.Equal(Enumerable.Range(0, 128).Select(i => i % 2), witness.Table());
        Assert.DoesNotContain("src port", witness.HashFields(), StringComparison.Ordinal);
        Assert.Contains("IP SA", witness.HashFields(), StringComparison.Ordinal);

        // The result of the ethtool program for the same weights.
        int[] ours = [.. Session.One($"Set-LabNic test0 {Host} -RssWeight 3,0,2,1 -PassThru").All("RssTable").Select(q => (int)q.BaseObject)];
        cards.Shell("ethtool -X test0 equal 4; ethtool -X test0 weight 3 0 2 1");
        Assert.Equal(ours, witness.Table());

        string key = string.Join(':', Enumerable.Range(1, 40).Select(i => i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        Session.Give($"Set-LabNic test0 {Host} -RssKey {key}");
        Assert.Equal(key, witness.Key());

        // A table set by hand prevents fewer queues; together with a new table it works.
        ErrorRecord error = Session.Run($"Set-LabNic test0 {Host} -CombinedQueues 2").MustFail("InvalidArgument.CombinedQueues");
        Assert.Contains("-RssQueues 2", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("2/4", Session.One($"Set-LabNic test0 {Host} -CombinedQueues 2 -RssQueues 2 -PassThru").Text("QueuesText"));
        Assert.Equal(2, witness.Current("-l", "Combined"));
        Session.Run($"Set-LabNic test0 {Host} -RssQueues 4").MustFail("InvalidArgument.RssQueues");
        Session.Run($"Set-LabNic test0 {Host} -CombinedQueues 8").MustFail("InvalidArgument.CombinedQueues");
        Session.Run($"Set-LabNic test0 {Host} -Pause Off").MustFail("NotSupported.Pause");

        // Only the driver knows that this needs an interface that is down.
        error = Session.Run($"Set-LabNic test0 {Host} -Mtu 1400 -Coalescing @{{ TxFrames = 0 }}").MustFail("Busy.Coalescing");
        Assert.Contains("while the interface is down", error.Exception.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void VirtioTakesRingsInterruptsAndSteering() => Unharmed(CardsFixture.Virtio, witness =>
    {
        PSObject nic = Session.One($"Set-LabNic test0 {Host} -RxRing 128 -IrqAffinity 3,1 -Rps 0-3 -Xps 2 -ThreadedNapi $true -BusyRead 50 -BusyPoll 40 -Mtu 1400 -PassThru");
        Assert.Equal(("128,256/256", "50", "40", "True"), (nic.Text("RingsText"), nic.Text("BusyRead"), nic.Text("BusyPoll"), nic.Text("ThreadedNapi")));
        Assert.Equal((128, 1400), (witness.Current("-g", "RX")!.Value, witness.Mtu()));
        Assert.Equal(("1", "f", "4"), (witness.Sys("threaded"), witness.Sys("queues/rx-3/rps_cpus"), witness.Sys("queues/tx-1/xps_cpus")));
        Assert.Equal(["3", "1", "3", "1"], Enumerable.Range(0, 4).Select(i => cards.Shell($"cat /proc/irq/$(sed -n 's/^ *\\([0-9]*\\):.*virtio2-input.{i}$/\\1/p' /proc/interrupts)/smp_affinity_list").Trim()));
        Assert.Equal("50", cards.Shell("sysctl -n net.core.busy_read").Trim());
    });

    [Fact]
    public void QueuesThatGoTakeAlongWhatBelongsToThemAndComeBackWithIt() => Unharmed(CardsFixture.Virtio, witness =>
    {
        cards.Shell("echo 2 > /sys/class/net/test0/queues/rx-3/rps_cpus");
        string before = witness.Dump();
        Session.Give($"Set-LabNic test0 {Host} -CombinedQueues 1");
        Assert.Equal((1, "0"), (witness.Current("-l", "Combined")!.Value, string.Join(' ', witness.Table().Distinct())));
        Session.Give("Undo-LabChange -LabHost cards");
        Assert.Equal(before, witness.Dump());
        cards.Shell("echo 0 > /sys/class/net/test0/queues/rx-3/rps_cpus");
    });

    [Fact]
    public void E1000eTakesRingsPauseAndCoalescing() => Unharmed(CardsFixture.E1000e, witness =>
    {
        PSObject nic = Session.One($"Set-LabNic test1 {Host} -RxRing 512 -TxRing 1024 -Pause Off -Coalescing @{{ RxUsecs = 50 }} -IrqAffinity Spread -PassThru");
        Assert.Equal(("512,1024/4096", "off", "False", "True"), (nic.Text("RingsText"), nic.Text("PauseText"), nic.Text("PauseAutonegotiate"), nic.Text("LinkUp")));
        Assert.Equal(("off", "off", "50"), (witness.Value("-a", "RX"), witness.Value("-a", "TX"), witness.Value("-c", "rx-usecs")));
        Assert.Equal((512, 1024), (witness.Current("-g", "RX")!.Value, witness.Current("-g", "TX")!.Value));
        Assert.Equal("rx", Session.One($"Set-LabNic test1 {Host} -Pause Rx -PassThru").Text("PauseText"));
        Assert.Equal(("on", "off"), (witness.Value("-a", "RX"), witness.Value("-a", "TX")));
        Session.Run($"Set-LabNic test1 {Host} -RssQueues 2").MustFail("NotSupported.RssQueues");
        Session.Run($"Set-LabNic test1 {Host} -CombinedQueues 2").MustFail("NotSupported.CombinedQueues");
        Session.Run($"Set-LabNic test1 {Host} -RxRing 5000").MustFail("InvalidArgument.RxRing");
        Session.Run($"Set-LabNic test1 {Host} -Coalescing @{{ TxFrames = 5 }}").MustFail("NotSupported.Coalescing");

        // The driver reports what it hashes but cannot change it: only the kernel knows that.
        Session.Run($"Set-LabNic test1 {Host} -Mtu 1400 -UdpHashFields sdfn").MustFail("NotSupported.UdpHashFields");
    });

    [Fact]
    public void ADeviceThatLiesIsFoundOutAndWhatWasSetBeforeIsPutBack() => Unharmed(CardsFixture.E1000e, witness =>
    {
        // Rings are rounded: e1000e accepts 100, reports nothing, and makes it 104.
        string before = witness.Dump();
        ErrorRecord error = Session.Run($"Set-LabNic test1 {Host} -RxRing 100 -Mtu 1400").MustFail("NotSupported.RxRing");
        Assert.Contains("rx=104", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, witness.Dump());
        Assert.All(Session.Give($"Get-LabChange {Host}").TakeLast(2), c => Assert.Equal("Failed", c.Text("State")));
    });

    [Fact]
    public void Vmxnet3ForgetsItsTableAndThatIsTold() => Unharmed(CardsFixture.Vmxnet3, witness =>
    {
        Assert.Equal("0-1 ×64", Session.One($"Set-LabNic test2 {Host} -RssQueues 2 -RxRing 512 -PassThru").Text("RssText"));
        Assert.Equal((512, 2), (witness.Current("-g", "RX")!.Value, witness.Table().Distinct().Count()));
        ScriptRun run = Session.Run($"Set-LabNic test2 {Host} -RxRing 256").MustBeClean();
        Assert.Contains("RssTable", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, witness.Table().Distinct().Count());
        Session.Give($"(Get-LabChange {Host})[-1] | Undo-LabChange");
        Assert.Equal((512, 2), (witness.Current("-g", "RX")!.Value, witness.Table().Distinct().Count()));

        // A setting given in the same call stays, even if it was already right; nothing unexpected is left for a warning.
        run = Session.Run($"Set-LabNic test2 {Host} -RssQueues 2 -RxRing 1024 -PassThru").MustBeClean();
        Assert.Equal(("0-1 ×64", 0), (Assert.Single(run.Output).Text("RssText"), run.Warnings.Count));
        Assert.Equal(2, witness.Table().Distinct().Count());
        Session.Run($"Set-LabNic test2 {Host} -RssKey 00:11").MustFail("NotSupported.RssKey");
        Session.Run($"Set-LabNic test2 {Host} -UdpHashFields sdfn").MustFail("NotSupported.UdpHashFields");
        Session.Run($"Set-LabNic test2 {Host} -Coalescing @{{ RxUsecs = 5 }}").MustFail("NotSupported.Coalescing");
    });

    [Fact]
    public void WhatABondDragsAlongComesBackWithIt() => Unharmed(CardsFixture.Vmxnet3, witness =>
    {
        const string Mtus = "cat /sys/class/net/test2/mtu /sys/class/net/bond9/mtu /sys/class/net/bond9.5/mtu; ethtool -k test2 | grep large; ethtool -k bond9 | grep large";
        string lro = witness.Value("-k", "large-receive-offload") ?? "";
        cards.Shell("ip link add bond9 type bond mode active-backup; ip link set test2 down; ethtool -K test2 lro on; ip link set test2 master bond9; ip link set bond9 up; ethtool -K bond9 lro on; ip link add link bond9 name bond9.5 type vlan id 5; ip link set bond9.5 up; ip link set test2 mtu 1450");
        try
        {
            string before = cards.Shell(Mtus);
            ScriptRun run = Session.Run($"Set-LabNic bond9 {Host} -Mtu 1400 -Feature @{{ lro = $false }}").MustBeClean();
            Assert.Contains(run.Warnings, w => w.Contains("LowerMtu from test2=1450 to test2=1400", StringComparison.Ordinal));

            // A bond of Linux 6.12 has no LRO from the start.
            Assert.Equal(before.EndsWith("on\n", StringComparison.Ordinal), run.Warnings.Any(w => w.Contains("LowerLro from test2=on to test2=off", StringComparison.Ordinal)));
            Session.Give("Undo-LabChange -LabHost cards");
            Assert.Equal(before, cards.Shell(Mtus));
        }
        finally
        {
            cards.Shell($"ip link del bond9.5; ip link del bond9; ip link set test2 mtu 1500; ip link set test2 up; ethtool -K test2 lro {lro}");
        }
    });

    [Fact]
    public void InterruptsOfAnInterfaceThatIsDownAreOnesItWillHaveAgain() => Unharmed(CardsFixture.E1000e, witness =>
    {
        Session.Give($"Set-LabNic test1 {Host} -IrqAffinity 2");
        cards.Shell("ip link set test1 down");
        try
        {
            Assert.Contains("bring it up (ip link set test1 up)", Assert.Single(Session.Run("Undo-LabChange -LabHost cards").Errors).Exception.Message, StringComparison.Ordinal);
            Assert.Contains("while it is down", Session.Run($"Set-LabNic test1 {Host} -IrqAffinity Spread").MustFail("NotSupported.IrqAffinity").Exception.Message, StringComparison.Ordinal);
            Assert.Equal("Pass", Session.One("Test-LabHost cards -Interface test1 -Check IrqAffinity").Text("Status"));
        }
        finally
        {
            cards.Shell("ip link set test1 up");
        }

        Assert.True(Machine.Becomes(() => cards.Shell("cat /sys/class/net/test1/carrier").Trim() == "1", 20), "The link stays down.");
    });

    [Fact]
    public void OneAnswerHasTheStateAndTheMeasurementItsCard()
    {
        ScriptRun run = Session.Run($"Invoke-UdpFlood {Host} -Backend Xdp -Inject -Interface test0 -Count 500 | Measure-Sink {Host} -ReceiveBuffer 4000000 -Verbose").MustBeClean();
        PSObject measurement = Assert.Single(run.Output);
        Assert.Equal((CardsFixture.Virtio, "4", "0-3 ×32"), (measurement.Text("Nic.Name"), measurement.Text("Nic.CombinedQueues"), measurement.Text("Nic.RssText")));
        Assert.Contains(run.Verbose, v => v.StartsWith("5 requests", StringComparison.Ordinal));
    }

    [Fact]
    public void TheIoctlOfOldKernelsTellsAndDoesTheSame() => Unharmed(CardsFixture.E1000e, witness =>
    {
        JsonElement[] netlink = Ask("", """{"command":"nic.read","names":["test0","test1","test2"],"id":1}"""), ioctl = Ask("ioctl", """{"command":"nic.read","names":["test0","test1","test2"],"id":1}""");
        foreach ((JsonElement a, JsonElement b) in netlink.Zip(ioctl))
        {
            string Settings(JsonElement nic) => string.Join('\n', nic.GetProperty("settings").EnumerateObject().Where(s => s.Name != "Coalescing").Select(s => $"{s.Name} {s.Value}"));
            Assert.Equal(Settings(a), Settings(b));
            Assert.Equal(a.GetProperty("maxima").ToString(), b.GetProperty("maxima").ToString());
        }

        string before = witness.Dump();
        string identity = netlink[1].GetProperty("identity").GetString()!;
        string Change(string setting, string from, string to) => $$"""{"target":"test1","identity":"{{identity}}","setting":"{{setting}}","before":"{{from}}","after":"{{to}}"}""";
        string Apply(params string[] changes) => $$"""{"command":"settings.apply","changes":[{{string.Join(',', changes)}}],"id":1}""";
        Ask("ioctl", Apply(Change("Rings", "rx=256", "rx=512"), Change("Pause", "autoneg=on rx=on tx=on", "autoneg=off rx=off tx=on"), Change("Coalescing", "rx-usecs=3", "rx-usecs=50")));
        Assert.Equal((512, "off", "on", "50"), (witness.Current("-g", "RX")!.Value, witness.Value("-a", "RX"), witness.Value("-a", "TX"), witness.Value("-c", "rx-usecs")));
        Ask("ioctl", Apply(Change("Coalescing", "rx-usecs=50", "rx-usecs=3"), Change("Pause", "autoneg=off rx=off tx=on", "autoneg=on rx=on tx=on"), Change("Rings", "rx=512", "rx=256")));
        Assert.Equal(before, witness.Dump());

        // Talks to the uploaded agent directly: its second line is the answer, which must not be a failure. Its stdin stays open
        // until then, since the agent puts back its changes when that closes.
        JsonElement[] Ask(string way, string request)
        {
            string path = Session.One("(Get-LabHost cards).AgentPath").ToString();
            string line = cards.Shell($"bash -c 'coproc A {{ exec env UDPLAB_ETHTOOL={way} {path}; }}; IFS= read -r hello <&${{A[0]}}; printf \"%s\\n\" \"$0\" >&${{A[1]}}; IFS= read -r answer <&${{A[0]}}; printf \"%s\\n\" \"$answer\"' '{request}'");
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            Assert.False(answer.TryGetProperty("failure", out _) || answer.GetProperty("event").GetString() == "error", line);
            return answer.TryGetProperty("items", out JsonElement items) ? [.. items.EnumerateArray()] : [];
        }
    });

    [Fact]
    public void RandomSequencesEndWhereTheyBegan() => Unharmed(CardsFixture.Virtio, _ => new RandomSequence(Session, "cards", CardsFixture.Virtio, RandomSequence.OfVirtio).Run(usual: 10));

    /// <summary>Undoes the changes of a test, and compares with the state before.</summary>
    private void Unharmed(string nic, Action<NicWitness> test)
    {
        NicWitness witness = cards.Witness(nic);
        string before = witness.Dump();
        try
        {
            test(witness);
        }
        finally
        {
            Session.Give("Undo-LabChange -LabHost cards");
        }

        Assert.Equal(before, witness.Dump());
        Assert.Empty(Session.Give("Get-LabChange -LabHost cards -State Applied, Pending"));
    }

    private static void Same(int? expected, object? value) => Assert.Equal(expected, value is null ? null : Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));
}
