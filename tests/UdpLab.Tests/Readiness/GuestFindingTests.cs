using System.Management.Automation;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Readiness;

/// <summary>A machine with a stock kernel and cards, over SSH: everything is wrong, repaired in one line, and put back in another.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public class GuestFindingTests(CardsFixture cards) : IClassFixture<CardsFixture>
{
    private const string Host = "cards", Card = CardsFixture.E1000e;
    private const string Rules = "table inet fw { chain in { type filter hook input priority 0; ct state established accept; }; }";

    private Session Session => cards.Session;

    [Fact]
    public void WhatIsWrongIsRepairedInOneLineAndPutBackInAnother()
    {
        Spoil();
        string before = Picture();
        Assert.Equal(
            [("Conntrack", "Warning"), ("IrqBalance", "Warning"), ("Netfilter", "Warning"), ("Pause", "Warning"), ("ReceiveBuffer", "Warning"), ("ReversePath", "Warning")],
            Findings().Where(f => f.Text("CanRepair") == "True" || f.Text("Check") == "Netfilter").Select(f => (f.Text("Check"), f.Text("Status"))).Order());

        // Debian's 6.1 does not list its hooks; a rule that matches on ct state implies tracking.
        Assert.Contains("nf_conntrack, needed by rules of inet fw: ct", Finding("Conntrack").Text("Observed"), StringComparison.Ordinal);

        IReadOnlyList<PSObject> changes = Session.Give($"$global:changes = Test-LabHost {Host} -Interface {Card} -Check {Checks} | Repair-LabHost -WarningAction SilentlyContinue; $changes");
        Assert.All(changes, c => Assert.Equal("Applied", c.Text("State")));
        Assert.All(Findings(), f => Assert.True(f.Text("Status") == "Pass" || f.Text("Check") == "Netfilter", f.ToString()));
        Assert.Equal("0", cards.Shell("sysctl -n net.ipv4.conf.all.rp_filter").Trim());
        Assert.Equal("4194304", cards.Shell("sysctl -n net.core.rmem_max").Trim());
        Assert.Matches(@"RX:\s+off[\s\S]*TX:\s+off", cards.Shell($"ethtool -a {Card}"));
        Assert.Contains("notrack", cards.Shell($"nft list table inet udplab-{Card}"), StringComparison.Ordinal);
        Assert.True(Machine.Becomes(() => cards.Shell("ps -o state= -C irqbalance").Trim() == "T", 20), "irqbalance was not suspended.");

        Session.Give("$changes | Undo-LabChange");

        // A signal takes effect a moment later.
        _ = Machine.Becomes(() => Picture() == before, 20);
        Assert.Equal(before, Picture());
    }

    [Fact]
    public void ReadOnlySysctlsAreSaidToBeSoAndChangeNothing()
    {
        Spoil();
        Session.Give($"$global:writable = Test-LabHost {Host} -Interface {Card} -Check ReceiveBuffer");
        cards.Shell("mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys");
        try
        {
            PSObject finding = Finding("ReceiveBuffer");
            Assert.Equal(("Warning", "False"), (finding.Text("Status"), finding.Text("CanRepair")));
            Assert.Contains("read-only", finding.Text("Fix"), StringComparison.Ordinal);
            ErrorRecord error = Assert.Single(Session.Run("$writable | Repair-LabHost").Errors);
            Assert.Contains("Read-only file system", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("net.core.rmem_max", error.Exception.Message, StringComparison.Ordinal);
            Assert.Equal("Failed", Session.Give("Get-LabChange")[^1].Text("State"));
        }
        finally
        {
            cards.Shell("umount /proc/sys");
        }

        Assert.Equal("212992", cards.Shell("sysctl -n net.core.rmem_max").Trim());
    }

    [Fact]
    public void AnOrdinaryUserOverSshFindsAndCannotRepair()
    {
        Spoil();
        Session.Give($"{cards.ConnectScript.Replace("root@", "lab@", StringComparison.Ordinal).Replace("-Name cards", "-Name plain", StringComparison.Ordinal)}");
        IReadOnlyList<PSObject> findings = Session.Give($"Test-LabHost plain -Interface {Card}");
        Assert.All(findings, f => Assert.Equal("False", f.Text("CanRepair")));
        PSObject conntrack = findings.Single(f => f.Text("Check") == "Conntrack");

        // Only root sees the rules, but everyone can see that this connection itself is tracked.
        Assert.Equal("Warning", conntrack.Text("Status"));
        Assert.Contains("its table is not empty", conntrack.Text("Observed"), StringComparison.Ordinal);
        Assert.Contains("'sudo sysctl -w ", findings.Single(f => f.Text("Check") == "ReceiveBuffer").Text("Fix"), StringComparison.Ordinal);
        Assert.Equal("Warning", findings.Single(f => f.Text("Check") == "Pause").Text("Status"));
        Session.Give("Disconnect-LabHost plain");
    }

    [Fact]
    public void QemuIsToldFromBareMetalAndPktgenIsLoadable()
    {
        PSObject machine = Finding("VirtualMachine");
        Assert.Equal("Warning", machine.Text("Status"));
        Assert.Contains("TCG", machine.Text("Observed"), StringComparison.Ordinal);
        Assert.Equal("Pass", Finding("Pktgen").Text("Status"));
        Assert.Contains(cards.Shell("uname -r").Trim(), Session.Give($"Test-LabHost {Host} -Check Kernel")[0].Text("Observed"), StringComparison.Ordinal);
        Assert.Contains("cpu-clock", Finding("HardwareEvent").Text("Observed"), StringComparison.Ordinal);
        PSObject queues = Session.One($"Test-LabHost {Host} -Interface {CardsFixture.Virtio} -Check RxQueue");
        Assert.Contains("4 of at most 4, for 4 CPUs", queues.Text("Observed"), StringComparison.Ordinal);
    }

    private const string Checks = "Conntrack, Netfilter, IrqBalance, Pause, ReceiveBuffer, ReversePath";

    private IReadOnlyList<PSObject> Findings() => Session.Give($"Test-LabHost {Host} -Interface {Card} -Check {Checks}");

    private PSObject Finding(string check) => Session.One($"Test-LabHost {Host} -Interface {Card} -Check {check}");

    /// <summary>Makes everything wrong, whatever another test left.</summary>
    private void Spoil() => cards.Shell($"nft flush ruleset; nft '{Rules}'; sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.{Card}.rp_filter=0 net.core.rmem_max=212992; ethtool -A {Card} autoneg off rx on tx on 2>/dev/null; "
        + "if ! pidof irqbalance >/dev/null; then cp -L /bin/sleep /tmp/irqbalance; setsid /tmp/irqbalance 100000 </dev/null >/dev/null 2>&1 & sleep 0.2; fi");

    /// <summary>Everything the repair changes, as the system's own programs show it.</summary>
    private string Picture() => cards.Shell($"nft list ruleset; sysctl net.ipv4.conf net.core; ethtool -a {Card}; ps -o state= -C irqbalance");
}
