using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>The agent's upload to a host: where it goes, who can access it, and what happens if it was modified.</summary>
[Collection(Machine.Name)]
public class DeliveryTests(SshFixture lab) : IClassFixture<SshFixture>
{
    [Fact]
    public void ItLiesInAPrivateFolderUnderItsHashAndIsUsedAgain()
    {
        lab.Trust();
        ScriptRun first = lab.Session.Run(lab.Server.Connect("lab", "-Name h -Verbose")).MustBeClean();
        string path = first.Output[0].Text("AgentPath");
        PSObject closed = lab.Session.One("Disconnect-LabHost h -PassThru");
        Assert.Equal(("h", "Closed"), (closed.Text("Name"), closed.Text("State")));
        Assert.Matches("/udplab-agent-[0-9a-f]{64}$", path);
        Assert.StartsWith("700 61000", Remote($"stat -c '%a %u' '{Path.GetDirectoryName(path)}'"), StringComparison.Ordinal);
        Assert.StartsWith(path[^64..], Remote($"sha256sum < '{path}'"), StringComparison.Ordinal);

        ScriptRun second = lab.Session.Run(lab.Server.Connect("lab", "-Name h -Verbose")).MustBeClean();
        Assert.DoesNotContain(second.Verbose, v => v.Contains("uploading", StringComparison.Ordinal));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void AnAgentThatWasTouchedIsNotRun()
    {
        lab.Trust();
        string path = lab.Session.One(lab.Server.Connect("lab", "-Name h")).Text("AgentPath");
        lab.Session.Give("Disconnect-LabHost h");
        Remote($"printf '#!/bin/sh\ntouch /tmp/owned\n' > '{path}'");
        ScriptRun again = lab.Session.Run(lab.Server.Connect("lab", "-Name h -Verbose")).MustBeClean();
        Assert.Contains(again.Verbose, v => v.Contains("uploading", StringComparison.Ordinal));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.Equal("", Remote("ls /tmp/owned 2>/dev/null || :"));
    }

    [Fact]
    public void AFolderOthersMayWriteIsNotUsed()
    {
        lab.Trust();
        Remote("mkdir -p .cache/udplab; chmod 777 .cache/udplab");
        string path = lab.Session.One(lab.Server.Connect("lab", "-Name h")).Text("AgentPath");
        lab.Session.Give("Disconnect-LabHost h");
        Assert.DoesNotContain("/.cache/", path, StringComparison.Ordinal);
        Remote("rm -rf .cache/udplab; mkdir other; ln -s ../other .cache/udplab");
        path = lab.Session.One(lab.Server.Connect("lab", "-Name h")).Text("AgentPath");
        lab.Session.Give("Disconnect-LabHost h");
        Assert.DoesNotContain("/.cache/", path, StringComparison.Ordinal);
        Remote("rm -rf .cache other");
    }

    [Theory]
    [InlineData("--noexec-home", "noexec")]
    [InlineData("--full-home", "/.cache/udplab")]
    public void AnotherFolderIsTaken(string option, string said)
    {
        using SshServer server = SshServer.Start(option);
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        ScriptRun run = lab.Session.Run(server.Connect("lab", "-Name h -Verbose")).MustBeClean();
        Assert.DoesNotContain("/.cache/", run.Output[0].Text("AgentPath"), StringComparison.Ordinal);
        Assert.Contains(run.Verbose, v => v.Contains(said, StringComparison.Ordinal));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void WhereNothingTakesItEveryFolderIsNamed()
    {
        using SshServer server = SshServer.Start("--full-all");
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        ErrorRecord error = lab.Session.Run(server.Connect("lab", "-Name h")).MustFail("NotSupported.HostName");
        Assert.Contains("/.cache/udplab: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("/tmp/udplab-61000: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("full?", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(error.Exception.Message.Split("/.cache/udplab: ")[1..]);
        Assert.Equal("", Remote(server, "ls -d .cache/udplab /var/tmp/udplab-* /tmp/udplab-* /dev/shm/udplab-* 2>/dev/null || :"));
    }

    [Fact]
    public void SudoPassesANoexecFolderOverAndLeavesNothingInIt()
    {
        using SshServer server = SshServer.Start("--noexec-home");
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        PSObject host = lab.Session.One(server.Connect("lab", "-Name h -Sudo"));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.StartsWith("/var/tmp/", host.Text("AgentPath"), StringComparison.Ordinal);
        Assert.Equal("", Remote(server, "ls -A .cache"));
    }

    [Fact]
    public void WithoutSftpTheErrorSaysSo()
    {
        using SshServer server = SshServer.Start("--no-sftp");
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        Assert.Contains("Subsystem sftp", lab.Session.Run(server.Connect("lab", "-Name h")).MustFail("NotSupported.HostName").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALoginShellThatTalksIsPassedOver()
    {
        lab.Trust();
        Remote("printf 'echo welcome; printf \"no end of line\"; echo trouble >&2' > .bashrc");
        lab.Session.Give(lab.Server.Connect("lab", "-Name h"));
        Assert.Equal(100, lab.Session.One("Invoke-UdpFlood -LabHost h -Count 100 -RatePps 5000 | Measure-Sink -LabHost h").Long("Packets"));
        lab.Session.Give("Disconnect-LabHost h");
        Remote("rm .bashrc");
    }

    [Fact]
    public void AHostThatClosesDuringTheUploadLeavesNothing()
    {
        lab.Trust();
        Remote("rm -rf .cache /tmp/udplab-* /var/tmp/udplab-* /dev/shm/udplab-*");
        using CuttingRelay relay = new(lab.Server.Port, 1_000_000);
        string known = File.ReadAllText(lab.Server.KnownHosts).Replace($":{lab.Server.Port} ", $":{relay.Port} ", StringComparison.Ordinal);
        File.AppendAllText(lab.Home.KnownHosts, known);
        lab.Session.Run($"Connect-LabHost 127.0.0.1 lab -Port {relay.Port} -Name h -KeyFilePath '{lab.Server.Key()}'").MustFail("Connection.HostName");

        // The host itself removes a partial upload, soon after the connection ends.
        Assert.True(Machine.Becomes(() => Remote("ls -A .cache/udplab").Length == 0, 30), "The partial upload was not removed.");
        lab.Session.Give(lab.Server.Connect("lab", "-Name h"));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void AForeignArchitectureIsRefusedByName()
    {
        using SshServer server = OnProcessor("riscv64");
        Assert.Contains("riscv64", lab.Session.Run(server.Connect("lab", "-Name h")).MustFail("NotSupported.HostName").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArmHostGetsItsOwnAgentOrIsToldHowToBuildIt()
    {
        using SshServer server = OnProcessor("aarch64");
        FileInfo agent = new(Path.Combine(Repository.Root, "bin/agent/linux-arm64/udplab-agent"));
        ScriptRun run = lab.Session.Run(server.Connect("lab", "-Name h -Verbose"));
        if (agent.Exists)
        {
            // It is not really an arm64 host, so the agent cannot be started.
            run.MustFail("NotSupported.HostName");
            Assert.Contains(run.Verbose, word => word.Contains(string.Create(CultureInfo.InvariantCulture, $"uploading the agent ({agent.Length:N0} bytes)"), StringComparison.Ordinal));
        }
        else
        {
            Assert.Contains("-p:AgentRuntimes=linux-arm64", run.MustFail("NotFound.HostName").Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SeveralControllersOfOneAccountAtOnceAllUseTheOneFolder()
    {
        lab.Trust();
        string target = $"lab@{lab.Server.Address}:{lab.Server.Port}";
        for (int round = 0; round < 3; round++)
        {
            Remote("rm -rf .cache /tmp/udplab-* /var/tmp/udplab-* /dev/shm/udplab-*");
            ScriptRun run = lab.Session.Run($"Connect-LabHost {target}, {target}, {target} -KeyFilePath '{lab.Server.Key()}' -Name a, b, c -Verbose").MustBeClean();
            lab.Session.Give("Disconnect-LabHost a, b, c");
            Assert.Equal(3, run.Output.Count);
            Assert.All(run.Output, host => Assert.Contains("/.cache/udplab/", host.Text("AgentPath"), StringComparison.Ordinal));
            Assert.DoesNotContain(run.Verbose, word => word.Contains("accessible to others", StringComparison.Ordinal) || word.Contains("could not be written", StringComparison.Ordinal));
            Assert.Equal("1", Remote("ls -A .cache/udplab | wc -l").Trim());
            Assert.Equal("udplab", Remote("ls -A .cache").Trim());
        }
    }

    [Fact]
    public void AFolderInAPlaceWhereOthersMayExchangeItIsNotUsed()
    {
        lab.Trust();
        Remote("rm -rf .cache /tmp/udplab-* /var/tmp/udplab-* /dev/shm/udplab-*; chmod 777 .");
        ScriptRun run = lab.Session.Run(lab.Server.Connect("lab", "-Name h -Verbose")).MustBeClean();
        lab.Session.Give("Disconnect-LabHost h");
        Remote("chmod 700 .");
        Assert.DoesNotContain("/.cache/", run.Output[0].Text("AgentPath"), StringComparison.Ordinal);
        Assert.Contains(run.Verbose, word => word.Contains("others may rename", StringComparison.Ordinal));
        Remote("rm -rf /tmp/udplab-* /var/tmp/udplab-* /dev/shm/udplab-*");
    }

    [Fact]
    public void SudoWorksWhereItMayAndSaysSoWhereNot()
    {
        lab.Trust();
        PSObject host = lab.Session.One(lab.Server.Connect("lab", "-Name h -Sudo"));
        Assert.Equal("True", host.Text("Sudo"));
        Assert.Contains(lab.Server.Agents, id => Tool.Run("stat", "-c", "%u", $"/proc/{id}").Trim() == "0");
        lab.Session.Give("Disconnect-LabHost h");
        ErrorRecord error = lab.Session.Run(lab.Server.Connect("plain", "-Name p -Sudo")).MustFail("PermissionDenied.Sudo");
        Assert.Contains("NOPASSWD", error.Exception.Message, StringComparison.Ordinal);
    }

    private string Remote(string command) => Remote(lab.Server, command);

    private static string Remote(SshServer server, string command) => Tool.Run(
        "ssh", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={server.KnownHosts}", "-F", "none", "-i", server.Key(), "-p", server.Port, $"lab@{server.Address}", command);

    /// <summary>A server that says it has this processor.</summary>
    private SshServer OnProcessor(string machine)
    {
        SshServer server = SshServer.Start("--config", "SetEnv PATH=/run/lab/fake:/usr/bin:/bin");
        string fake = Path.Combine(Path.GetDirectoryName(server.KnownHosts)!, "fake"), uname = Path.Combine(fake, "uname");
        Directory.CreateDirectory(fake);
        File.WriteAllText(uname, $"#!/bin/sh\n[ $1 = -m ] && echo {machine} || echo Linux {machine}\n");
        Tool.Run("chmod", "755", uname);
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        return server;
    }
}
