using System.Management.Automation.Language;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A finding's fix is pasted into a prompt: it acts on the finding's host and interface, or does nothing.</summary>
public sealed class FixTests
{
    private static readonly string[] _own = ["Set-LabNic", "Test-LabHost", "Repair-LabHost"], _system = ["sysctl", "sh", "ip", "systemctl"];

    public static TheoryData<string, bool> Hosts => new() { { "local", true }, { "local", false }, { "bed1-sink", true }, { "bed1-sink", false }, { "it's dut", true }, { "dut", false } };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void EveryFixIsACommandForItsHostOrAComment(string name, bool isRoot)
    {
        LabHost host = name == "local" ? LabHosts.Local : name.EndsWith("-sink", StringComparison.Ordinal) ? NamespaceLabHost.OfTestbed(name) : new SshLabHost { Name = name };
        ReadinessFacts facts = isRoot ? JudgingTests.Spoilt() : Machines.ForNobody(JudgingTests.Spoilt());
        LabFinding[] findings = [.. HostChecks.Judge(host, facts).Where(f => f.Status != FindingStatus.Pass)];
        Assert.True(findings.Length > 20);
        Assert.All(findings, f => Assert.NotEqual("", f.Fix));
        foreach (LabFinding finding in findings)
        {
            ScriptBlockAst script = Parser.ParseInput(finding.Fix, out _, out ParseError[] errors);
            Assert.True(errors.Length == 0, $"{finding.Check}: {finding.Fix}: {string.Join("; ", errors.Select(e => e.Message))}");
            CommandAst[] commands = [.. script.FindAll(node => node is CommandAst, true).Cast<CommandAst>()];
            Assert.True(commands.Length > 0 || finding.Fix.StartsWith("# ", StringComparison.Ordinal), finding.Fix);
            foreach (CommandAst command in commands)
            {
                Check(command, finding, host, isRoot);
            }

            if (finding.CanRepair)
            {
                Assert.NotEmpty(commands);
            }
        }
    }

    [Theory]
    [InlineData("Pause", "Set-LabNic eth1 -Pause Off -LabHost dut")]
    [InlineData("Lro", "Set-LabNic eth1 -Feature @{ lro = $false } -LabHost dut")]
    [InlineData("ReceiveBuffer", "Test-LabHost -LabHost dut -Check ReceiveBuffer | Repair-LabHost  # sysctl -w net.core.rmem_max='4194304'")]
    [InlineData("Turbo", "# As root on dut: sh -c 'echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo'. Rates become lower and steadier.")]
    [InlineData("UdpHash", "Set-LabNic eth1 -UdpHashFields sdfn -LabHost dut  # Or flood from many addresses.")]
    public void AFarHostIsNamed(string check, string fix) =>
        Assert.Equal(fix, Assert.Single(HostChecks.Judge(new SshLabHost { Name = "dut" }, JudgingTests.Spoilt() with { }, names: [check])).Fix);

    private static void Check(CommandAst command, LabFinding finding, LabHost host, bool isRoot)
    {
        string name = command.GetCommandName();
        string[] words = [.. command.CommandElements.Select(e => e is StringConstantExpressionAst text ? text.Value : e.Extent.Text)];
        if (_own.Contains(name))
        {
            bool takesHost = name != "Repair-LabHost" && host.Kind != LabHostKind.Local;
            Assert.Equal(takesHost, words.SkipWhile(w => w != "-LabHost").Skip(1).FirstOrDefault() == host.Name);
            Assert.True(name != "Set-LabNic" || words[1] == finding.Interface, finding.Fix);
            return;
        }

        // A system program acts here: on this machine, or in one of its namespaces.
        Assert.NotEqual(LabHostKind.Ssh, host.Kind);
        string[] inner = words[0] == "sudo" ? words[1..] : words;
        Assert.Equal(isRoot, words[0] != "sudo");
        Assert.True(host.Kind == LabHostKind.Local || inner is ["ip", "netns", "exec", "udplab-bed1-sink", ..], finding.Fix);
        Assert.Contains(inner[0], _system);
    }
}
