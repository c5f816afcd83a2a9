using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace UdpLab.Tests.Hosts;

/// <summary>Who can log in, how, and the errors for those who cannot.</summary>
[Collection(Machine.Name)]
public class LoginTests(SshFixture lab) : IClassFixture<SshFixture>
{
    private const string Password = "correct horse", Passphrase = "open sesame";

    [Theory]
    [InlineData("id_ed25519")]
    [InlineData("id_ecdsa")]
    [InlineData("id_rsa")]
    [InlineData("id_rsa_pem")]
    public void EveryKindOfKeyOpens(string key)
    {
        lab.Trust();
        int before = lab.Server.Logins;
        PSObject host = lab.Session.One(Connect($"-KeyFilePath '{lab.Server.Key(key)}'"));
        Assert.Equal("lab", host.Text("UserName"));
        lab.Session.Give("Disconnect-LabHost h");

        // One handshake and one login, including the agent's upload.
        Assert.Equal(before + 1, lab.Server.Logins);
    }

    [Theory]
    [InlineData("id_ed25519_pass")]
    [InlineData("id_rsa_pem_pass")]
    [InlineData("id_ecdsa_pkcs8_pass")]
    public void APassphraseOpensItsKey(string name)
    {
        lab.Trust();
        string key = $"-KeyFilePath '{lab.Server.Key(name)}'";
        lab.Session.Give(Connect($"{key} -Credential {Credential(Passphrase)}"));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.Contains("passphrase is wrong", lab.Session.Run(Connect($"{key} -Credential {Credential("wrong")}")).MustFail("InvalidArgument.KeyFilePath").Exception.Message, StringComparison.Ordinal);
        Assert.Contains("has a passphrase", lab.Session.Run(Connect(key)).MustFail("InvalidArgument.KeyFilePath").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APasswordOpens()
    {
        lab.Trust();
        lab.Session.Give(Connect($"-Credential {Credential(Password)}"));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.Contains("the password", lab.Session.Run(Connect($"-Credential {Credential("wrong")}")).MustFail("PermissionDenied.UserName").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyboardInteractiveOpens()
    {
        lab.Trust();
        using SshServer server = SshServer.Start("--kbdint");
        File.Copy(server.KnownHosts, lab.Home.KnownHosts, overwrite: true);
        lab.Session.Give($"Connect-LabHost {server.Address} lab -Port {server.Port} -Name h -Credential {Credential(Password)}");
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void AStrangersKeyIsRefusedAndNamed()
    {
        lab.Trust();
        string key = lab.Server.Key("id_stranger");
        Assert.Contains(key, lab.Session.Run(Connect($"-KeyFilePath '{key}'")).MustFail("PermissionDenied.UserName").Exception.Message, StringComparison.Ordinal);
        lab.Session.Run(Connect("-KeyFilePath /no/such/key")).MustFail("InvalidArgument.KeyFilePath");
        lab.Session.Run(Connect("-KeyFilePath /etc/hostname")).MustFail("InvalidArgument.KeyFilePath");
    }

    [Fact]
    public void TheConfigurationKnowsTheAlias()
    {
        lab.Trust();
        File.WriteAllText(lab.Home.Config, $"""
            Host bench
                HostName {lab.Server.Address}
                Port {lab.Server.Port}
                User lab
                IdentityFile {lab.Server.Key()}
                UserKnownHostsFile {lab.Server.KnownHosts}
                ForwardAgent yes
            Host other
                ProxyJump bench
                HostName 127.0.0.1
                HostKeyAlias alias
                Port {lab.Server.Port}
                User plain
                IdentityFile {lab.Server.Key()}
            """);
        File.Delete(lab.Home.KnownHosts);
        ScriptRun run = lab.Session.Run("Connect-LabHost bench -Verbose").MustBeClean();
        Assert.Equal(("bench", "lab"), (run.Output[0].Text("Name"), run.Output[0].Text("UserName")));
        Assert.Contains(run.Verbose, v => v.Contains("ForwardAgent", StringComparison.OrdinalIgnoreCase));
        lab.Session.Give("Disconnect-LabHost bench");

        // Both the jump host's and the target's key are looked up: one server plays both.
        File.AppendAllText(lab.Server.KnownHosts, string.Concat(File.ReadAllLines(lab.Server.KnownHosts).Select(l => "alias " + l.Split(' ', 2)[1] + "\n")));
        File.Copy(lab.Server.KnownHosts, lab.Home.KnownHosts);
        int before = lab.Server.Logins;
        Assert.Equal("plain", lab.Session.One("Connect-LabHost other").Text("UserName"));
        Assert.Equal(before + 2, lab.Server.Logins);
        Assert.Equal(200, lab.Session.One("Invoke-UdpFlood -LabHost other -Count 200 -RatePps 5000 | Measure-Sink -LabHost other").Long("Packets"));
        lab.Session.Give("Disconnect-LabHost other");
    }

    [Fact]
    public void SeveralAtOnceAndOneFailsAlone()
    {
        lab.Trust();
        ScriptRun run = lab.Session.Run($"Connect-LabHost 'lab@{lab.Server.Address}:{lab.Server.Port}', '127.0.0.1:1', 'plain@{lab.Server.Address}:{lab.Server.Port}' -KeyFilePath '{lab.Server.Key()}' -Name a, b, c");
        Assert.Equal(["a", "c"], run.Output.Select(o => o.Text("Name")));
        Assert.Contains("b: ", run.MustFail("Connection.HostName").Exception.Message, StringComparison.Ordinal);
        lab.Session.Give("Disconnect-LabHost a, c");
    }

    [Fact]
    public void ANameThatIsNoHostsIsSaidToBeUnresolved()
    {
        // Longer than a label of DNS may be: no name server is asked.
        string name = new('x', 64);
        Assert.Contains($"the name {name} cannot be resolved here", lab.Session.Run($"Connect-LabHost lab@{name}").MustFail("Connection.HostName").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoOfOneNameAreRefusedBeforeAnythingIsDone()
    {
        lab.Trust();
        int before = lab.Server.Logins;
        string at = $"{lab.Server.Address}:{lab.Server.Port}";
        Assert.Contains("-Name", lab.Session.Run($"Connect-LabHost lab@{at}, plain@{at} -KeyFilePath '{lab.Server.Key()}'").MustFail("InvalidArgument.Name").Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, lab.Server.Logins);
    }

    [Fact]
    public void AClosedHostStillSaysWhoseItWas()
    {
        lab.Trust();
        PSObject host = lab.Session.One(Connect($"-KeyFilePath '{lab.Server.Key()}'"));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.Equal(("Closed", "lab"), (host.Text("State"), host.Text("UserName")));
    }

    [Fact]
    public void AProxyJumpGoesThroughSeveralHosts()
    {
        lab.Trust();
        File.WriteAllText(lab.Home.Config, $"""
            Host *
                Port {lab.Server.Port}
                IdentityFile {lab.Server.Key()}
            Host one two far stranger
                HostName {lab.Server.Address}
                User lab
            Host far
                ProxyJump one,plain@two:{lab.Server.Port}
            Host stranger
                UserKnownHostsFile {lab.Home.Folder}/none
            Host behind
                HostName 127.0.0.1
                StrictHostKeyChecking no
                ProxyJump stranger
            """);
        int before = lab.Server.Logins;
        ScriptRun run = lab.Session.Run("Connect-LabHost far -Verbose").MustBeClean();
        Assert.Equal(before + 3, lab.Server.Logins);
        Assert.Contains(run.Verbose, v => v.Contains("two: connected to plain@", StringComparison.Ordinal));
        lab.Session.Give("Disconnect-LabHost far");

        // A jump host's key is accepted by different parameters than that of the host behind it.
        run = lab.Session.Run("Connect-LabHost behind -Verbose");
        string message = run.MustFail("PermissionDenied.AcceptNewHostKey").Exception.Message;
        Assert.StartsWith("behind: ProxyJump stranger: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("-HostKeyFingerprint", message, StringComparison.Ordinal);
        Assert.Contains(run.Verbose, v => v.Contains("StrictHostKeyChecking no is ignored", StringComparison.Ordinal));
        File.Delete(lab.Home.Config);
    }

    [Fact]
    public void AServerThatSaysNothingIsGivenUp()
    {
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start();
        int port = ((IPEndPoint)mute.LocalEndpoint).Port;
        Stopwatch clock = Stopwatch.StartNew();
        ErrorRecord error = lab.Session.Run($"Connect-LabHost 127.0.0.1 -Port {port} -ConnectTimeout 1").MustFail("Connection.ConnectTimeout");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.9, 30);
        Assert.Contains("-ConnectTimeout 1", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StoppingAConnectEndsIt()
    {
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start();
        ScriptRun run = lab.Session.Start($"Connect-LabHost 127.0.0.1 -Port {((IPEndPoint)mute.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)} -ConnectTimeout 50");
        Assert.True(Machine.Becomes(mute.Pending, 30), "It did not connect.");
        Assert.InRange(run.Stop().TotalSeconds, 0, 2 * Machine.Soon);
        Assert.True(run.WasStopped);
    }

    [Fact]
    public void AProxyCommandIsNeitherRunNorPassedOver()
    {
        string trace = Path.Combine(Path.GetTempPath(), $"udplab-proxy-{Guid.NewGuid():N}");
        File.WriteAllText(lab.Home.Config, $"Host behind\n  HostName {lab.Server.Address}\n  ProxyCommand touch {trace}\n");
        ErrorRecord error = lab.Session.Run("Connect-LabHost behind").MustFail("NotSupported.HostName");
        Assert.Contains($"{lab.Home.Config}:3 has a ProxyCommand", error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(trace));
        File.Delete(lab.Home.Config);
    }

    [Theory]
    [InlineData("'-oProxyCommand=touch x'")]
    [InlineData("'a b'")]
    [InlineData("'host:notaport'")]
    public void AHostileNameIsRefused(string name) => lab.Session.Run($"Connect-LabHost {name}").MustFail("InvalidArgument.HostName");

    private string Connect(string more) => $"Connect-LabHost {lab.Server.Address} lab -Port {lab.Server.Port} -Name h {more}";

    private static string Credential(string secret) =>
        $"([pscredential]::new('lab', [System.Net.NetworkCredential]::new('', '{secret}').SecurePassword))";
}
