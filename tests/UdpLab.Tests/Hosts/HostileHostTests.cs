using System.Diagnostics;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Hosts;

/// <summary>A malicious host, a login shell that hangs, and user files that are not regular files.</summary>
[Collection(Machine.Name)]
public class HostileHostTests(SshFixture lab) : IClassFixture<SshFixture>
{
    // sshd runs this for any command: a fake agent of the host that sends hello and then $1.
    private const string Script = """
        #!/bin/bash
        case $SSH_ORIGINAL_COMMAND in
            *'exit 121'*)
                echo
                e='\u001b'
                printf '%s\n' '{"event":"hello","id":0,"protocol":PROTOCOL,"processId":1,"nodeName":"n","kernel":"'$e'[2J\u009b31mevil\nkernel","architecture":"x86_64","distribution":"'$e']0;owned\u0007\u202e","onlineCpus":[0],"bootId":"b","interfaces":[],"environment":{}}'
                THEN ;;
            *sftp*) exec /usr/lib/openssh/sftp-server ;;
            *) exec /bin/sh -c "$SSH_ORIGINAL_COMMAND" ;;
        esac
        """;

    private static readonly string _protocol = Regex.Match(
        File.ReadAllText(Path.Combine(Repository.Root, "src", "UdpLab.Wire", "Conversation.cs")), "CurrentProtocol = ([0-9]+);").Groups[1].Value;

    [Fact]
    public void WhatItCallsItselfDoesNotReachTheTerminal()
    {
        using SshServer server = Hostile("while read -r line; do i=${line##*\\\"id\\\":}; printf '{\"event\":\"beaten\",\"id\":%s,\"monotonicNanoseconds\":5}\\n' \"${i%%[,\\}]*}\"; done");
        PSObject host = lab.Session.One(server.Connect("root", "-Name h"));
        Assert.Equal(("\ufffd[2J\ufffd31mevil kernel", "\ufffd]0;owned\ufffd\ufffd"), (host.Text("Kernel"), host.Text("Distribution")));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void ALineWithoutEndDoesNotTakeTheMemory()
    {
        using SshServer server = Hostile("tr '\\\\0' x < /dev/zero");
        long before = Process.GetCurrentProcess().WorkingSet64;
        Stopwatch clock = Stopwatch.StartNew();

        // Either Connect-LabHost fails or the next request, depending on when the line has arrived.
        ScriptRun run = lab.Session.Run(server.Connect("root", "-Name h") + "; Get-LabNic -LabHost h");
        ErrorRecord error = run.Errors[0];
        Assert.Equal("LabException", error.Exception.GetType().Name);
        Assert.StartsWith("h: the agent's output makes no sense (it sent a line of more than 16 MB", error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 45);
        Thread.Sleep(2000);
        Assert.InRange(Process.GetCurrentProcess().WorkingSet64 - before, long.MinValue, 600L << 20);
        lab.Session.Run("Get-LabHost | Where-Object Kind -eq Ssh | Disconnect-LabHost");
    }

    [Fact]
    public void ALoginShellThatHangsIsNamedAndNothingOfOurScriptIsShown()
    {
        lab.Trust();
        Remote("printf 'sleep 20\\n' > .bashrc");
        ErrorRecord error = lab.Session.Run(lab.Server.Connect("lab", "-Name h -ConnectTimeout 3")).MustFail("Connection.ConnectTimeout");
        RemoteAsRoot("rm -f /home/lab/.bashrc");
        Assert.Contains("login shell did not answer within 3 s", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("uname", error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(error.Exception.Message.Length, 0, 400);
    }

    [Fact]
    public void ALoginShellThatNeverStopsTalkingIsCutOff()
    {
        lab.Trust();
        Remote("printf 'yes\n' > .bashrc");
        ErrorRecord error = lab.Session.Run(lab.Server.Connect("lab", "-Name h -ConnectTimeout 60")).MustFail("NotSupported.HostName");
        RemoteAsRoot("rm -f /home/lab/.bashrc; pkill -x yes; true");
        Assert.Contains("printed more than 64 kB", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SftpThatSaysNothingIsGivenUp()
    {
        using SshServer server = SshServer.Start("--no-sftp", "--config", "Subsystem sftp /bin/sleep 300");
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        Assert.Contains("sshd refused the SFTP session", lab.Session.Run(server.Connect("lab", "-Name h")).MustFail("NotSupported.HostName").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownHostsThatAreAFifoKeepNobodyWaiting()
    {
        lab.Trust();
        File.Delete(lab.Home.KnownHosts);
        Tool.Run("mkfifo", lab.Home.KnownHosts);
        try
        {
            Stopwatch clock = Stopwatch.StartNew();
            lab.Session.Run(lab.Server.Connect("lab", "-Name h")).MustFail("PermissionDenied.HostKeyFingerprint");
            Assert.Contains("a FIFO", lab.Session.Run(lab.Server.Connect("lab", "-Name h -AcceptNewHostKey")).MustFail("PermissionDenied.AcceptNewHostKey").Exception.Message, StringComparison.Ordinal);
            Assert.Contains("a FIFO", lab.Session.Run($"Connect-LabHost {lab.Server.Address} lab -Port {lab.Server.Port} -KeyFilePath '{lab.Home.KnownHosts}'").MustFail("InvalidArgument.KeyFilePath").Exception.Message, StringComparison.Ordinal);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 40);
        }
        finally
        {
            File.Delete(lab.Home.KnownHosts);
        }
    }

    [Fact]
    public void AKeyThatLiesInTheCurrentFolderIsNotTakenForTheUsers()
    {
        lab.Trust();
        string folder = Directory.CreateTempSubdirectory("udplab-planted-").FullName, current = Directory.GetCurrentDirectory();
        Directory.CreateDirectory(Path.Combine(folder, ".ssh"));
        File.Copy(lab.Server.KnownHosts, Path.Combine(folder, ".ssh", "known_hosts"));
        File.Copy(lab.Server.Key(), Path.Combine(folder, ".ssh", "id_ed25519"));
        string? home = Environment.GetEnvironmentVariable("HOME");
        try
        {
            Directory.SetCurrentDirectory(folder);
            foreach (string value in new[] { "/nonexistent", ".", "" })
            {
                Environment.SetEnvironmentVariable("HOME", value);
                lab.Session.Run($"Connect-LabHost {lab.Server.Address} lab -Port {lab.Server.Port} -Name h").MustFail("PermissionDenied.HostKeyFingerprint");
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", home);
            Directory.SetCurrentDirectory(current);
            Directory.Delete(folder, recursive: true);
        }
    }

    private SshServer Hostile(string then)
    {
        SshServer server = SshServer.Start("--config", "ForceCommand /run/lab/hostile");
        string script = Path.Combine(Path.GetDirectoryName(server.KnownHosts)!, "hostile");
        File.WriteAllText(script, Script.Replace("PROTOCOL", _protocol, StringComparison.Ordinal).Replace("THEN", then, StringComparison.Ordinal));
        Tool.Run("chmod", "755", script);
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        return server;
    }

    private string Remote(string command) => lab.Run("lab", command);

    private void RemoteAsRoot(string command) => lab.Run("root", command);
}
