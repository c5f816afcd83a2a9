using System.Management.Automation;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Readiness;

/// <summary>Repair-LabHost only changes what was named; a pasted fix does what it says.</summary>
[Collection(Machine.Name)]
public class RepairTests(NicBed bed) : IClassFixture<NicBed>
{
    private Session Session => bed.Session;

    [Fact]
    public void AdviceIsLeftAloneUnlessItIsAskedFor()
    {
        bed.Witness();
        bed.Shell("sysctl -qw net.ipv4.conf.sink0.rp_filter=2");
        try
        {
            Assert.Equal("Advice", Session.One("Test-LabHost $bed.Sink -Check ReversePath -Interface sink0").Text("Status"));
            ScriptRun run = Session.Run("Test-LabHost $bed.Sink -Check ReversePath -Interface sink0 | Repair-LabHost").MustBeClean();
            Assert.Empty(run.Output);
            Assert.Empty(run.Warnings);
            Assert.Equal("2", Filter("sink0"));
            Session.One("$global:change = Test-LabHost $bed.Sink -Check ReversePath -Interface sink0 | Repair-LabHost -Advice; $change");
            Assert.Equal("0", Filter("sink0"));
            Session.Give("$change | Undo-LabChange");
            Assert.Equal("2", Filter("sink0"));
        }
        finally
        {
            bed.Shell("sysctl -qw net.ipv4.conf.sink0.rp_filter=0");
        }
    }

    [Theory]
    [InlineData("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost", false)]
    [InlineData("Test-LabHost $bed.Sink -Check ReversePath -Interface dum0 | Repair-LabHost", true)]
    [InlineData("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost -Interface d*", true)]
    [InlineData("Test-LabHost $bed.Sink -Check ReversePath | Repair-LabHost -Interface sink0", false)]
    public void AnInterfaceIsTouchedOnlyByName(string script, bool touched)
    {
        bed.Witness();
        bed.Shell("sysctl -qw net.ipv4.conf.dum0.rp_filter=1");
        try
        {
            ScriptRun run = Session.Run(script).MustBeClean();
            Assert.Equal(touched ? "0" : "1", Filter("dum0"));
            Assert.Equal(touched ? 0 : 1, run.Warnings.Count(w => w.Contains("-Interface dum0", StringComparison.Ordinal)));
            Session.Give("Undo-LabChange -LabHost $bed.Sink");
            Assert.Equal("1", Filter("dum0"));
        }
        finally
        {
            bed.Shell("sysctl -qw net.ipv4.conf.dum0.rp_filter=0");
        }
    }

    [Theory]
    [InlineData("ReversePath", "sysctl -qw net.ipv4.conf.sink0.rp_filter=1")]
    [InlineData("ReversePath", "sysctl -qw net.ipv4.conf.sink0.rp_filter=2")]
    [InlineData("Gro", "ethtool -K sink0 rx-gro-list on")]
    [InlineData("Conntrack", "nft 'table inet udtfix { chain in { type filter hook input priority 0; ct state established accept; }; }'")]
    [InlineData("Link", "ip link set sink0 down")]
    public void AFixThatIsPastedMendsWhatItIsFor(string check, string spoil)
    {
        bed.Witness();
        bed.Shell(spoil);
        try
        {
            PSObject finding = Session.One($"$global:finding = Test-LabHost $bed.Sink -Interface sink0 -Check {check}; $finding");
            Assert.NotEqual("Pass", finding.Text("Status"));

            // In a session that has nothing but the text.
            (int code, _, string error) = ShellProcess.Run($"{finding.Text("Fix")}\n");
            Assert.Equal((0, ""), (code, error));
            Assert.Equal("Pass", Session.One($"Test-LabHost $bed.Sink -Interface sink0 -Check {check}").Text("Status"));
        }
        finally
        {
            Session.Give("Undo-LabChange -LabHost $bed.Sink");
            bed.Shell("sysctl -qw net.ipv4.conf.sink0.rp_filter=0; ethtool -K sink0 rx-gro-list off; nft flush ruleset; ip link set sink0 up");
        }
    }

    [Fact]
    public void EveryFixOfThisMachineIsOneCommandOrNone()
    {
        bed.Witness();
        foreach (PSObject finding in Session.Give("Test-LabHost -Interface lo; Test-LabHost $bed.Sink -Interface sink0, dum0; Test-LabHost $bed.Generator").Where(f => f.Text("Status") != "Pass"))
        {
            System.Management.Automation.Language.Parser.ParseInput(finding.Text("Fix"), out _, out System.Management.Automation.Language.ParseError[]? errors);
            Assert.True(errors.Length == 0 && (finding.Text("Fix").Length > 0 || finding.Text("Observed").Contains("does not exist", StringComparison.Ordinal)), finding.Text("Check") + ": " + finding.Text("Fix"));
        }
    }

    private string Filter(string nic) => bed.Shell($"sysctl -n net.ipv4.conf.{nic}.rp_filter").Trim();
}
