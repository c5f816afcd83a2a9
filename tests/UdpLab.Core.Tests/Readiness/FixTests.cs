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
    [InlineData("Turbo", "ssh dut 'sh -c ''echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo'''  # Rates become lower and steadier.")]
    [InlineData("UdpHash", "Set-LabNic eth1 -UdpHashFields sdfn -LabHost dut  # Or flood from many addresses.")]
    public void AFarHostIsNamed(string check, string fix) =>
        Assert.Equal(fix, Assert.Single(HostChecks.Judge(new SshLabHost { Name = "dut" }, JudgingTests.Spoilt() with { }, names: [check])).Fix);

    [Theory]
    [InlineData("", 22, "dut", "", true, false, "ssh dut 'ip link set eth1 up'")]
    [InlineData("", 22, "", "", true, false, "ssh 192.0.2.1 'ip link set eth1 up'")]
    [InlineData("root", 22, "dut.lab", "/my keys/k", true, false, "ssh -i '/my keys/k' 'root@dut.lab' 'ip link set eth1 up'")]
    [InlineData("lab", 2222, "dut.lab", "", true, true, "ssh -p 2222 'lab@dut.lab' 'sudo ip link set eth1 up'")]
    [InlineData("lab", 22, "dut.lab", "", false, false, "ssh 'lab@dut.lab' 'sudo ip link set eth1 up'")]
    public void ALinkThatIsDownOnAnSshHostIsACommandOfSsh(string user, int port, string alias, string key, bool isRoot, bool sudo, string command)
    {
        ReadinessFacts facts = isRoot ? JudgingTests.Spoilt() : Machines.ForNobody(JudgingTests.Spoilt());
        LabFinding finding = HostChecks.Judge(new SshLabHost { Name = "dut", HostName = "192.0.2.1", Alias = alias, KeyFile = key, UserName = user, Port = port, Sudo = sudo }, facts, names: ["Link"])[0];
        Assert.Equal($"{command}  # Then check the cable and the other end.", finding.Fix);
    }

    [Fact]
    public void EveryFixOfABottleneckIsACommandOrAComment()
    {
        LabHost host = new SshLabHost { Name = "dut" };
        LabFinding[] findings = [.. HostChecks.Judge(host, JudgingTests.Spoilt())];
        SinkMeasurement one = MeasurementDiagnosisTests.Measurement(cpuSeconds: 0.4, lost: 0, null) with { Environment = new() { Findings = findings } };
        IEnumerable<SinkMeasurement> lossy = LossCatalogue.All.Counters.Where(c => c.IsLoss).Select(c => one with
        {
            Ledger = new() { Sent = 1000, Received = 400, Entries = [new() { Layer = c.Layer, Counter = c.Counter, Packets = 500, IsLoss = true }] },
        });
        IEnumerable<SinkMeasurement> sampled = BottleneckRules.All.Causes.Select(rule => one with
        {
            Profile = Profiles.Folded($"sink;udp_recvmsg;{(rule.Callers.Length > 0 ? rule.Callers[0] + ";" : "")}{rule.Symbols[0].Trim('*')} 900\nsink;udp_recvmsg 300"),
        });
        UdpBottleneck[] found = [.. lossy.Concat(sampled).SelectMany(BottleneckFinder.Find)];

        Assert.True(found.Select(b => b.Cause).Distinct().Count() > 15);
        foreach (UdpBottleneck bottleneck in found)
        {
            _ = Parser.ParseInput(bottleneck.Fix, out _, out ParseError[] errors);
            Assert.Empty(errors);
            Assert.True(bottleneck.Fix.Length == 0 || bottleneck.Fix == $"# {bottleneck.Advice}" || bottleneck.Fix.Split('\n').All(line => findings.Any(f => f.Fix == line)), bottleneck.Fix);
        }

        Assert.Contains("-LabHost dut -Check ReceiveBuffer | Repair-LabHost", found.First(b => b.Cause == "ReceiveBufferFull").Fix, StringComparison.Ordinal);
        Assert.Contains("Set-LabNic eth1 -RxRing", string.Concat(found.Where(b => b.Cause == "NicDrops").Select(b => b.Fix)), StringComparison.Ordinal);
    }

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

        // A system program acts here: on this machine or in one of its namespaces, else by ssh.
        if (name == "ssh")
        {
            Assert.Equal(["ssh", host.Name], words[..2]);
            string there = Assert.Single(words[2..]);
            Assert.All(there.Split("; "), line => Assert.Contains(line.Split(' ')[isRoot ? 0 : 1], _system));
            Assert.True(isRoot || there.StartsWith("sudo ", StringComparison.Ordinal), there);
            return;
        }

        Assert.NotEqual(LabHostKind.Ssh, host.Kind);
        string[] inner = words[0] == "sudo" ? words[1..] : words;
        Assert.Equal(isRoot, words[0] != "sudo");
        Assert.True(host.Kind == LabHostKind.Local || inner is ["ip", "netns", "exec", "udplab-bed1-sink", ..], finding.Fix);
        Assert.Contains(inner[0], _system);
    }
}
