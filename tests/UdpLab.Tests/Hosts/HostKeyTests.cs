using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>Host keys fail closed: unknown, changed, revoked; and the ways to accept one.</summary>
[Collection(Machine.Name)]
public class HostKeyTests(SshFixture lab) : IClassFixture<SshFixture>
{
    [Fact]
    public void AnUnknownHostIsRefusedWithItsFingerprintAndTheRemedy()
    {
        Forget();
        string message = Refusal(lab.Server.Connect("lab", "-Name h"), "PermissionDenied.HostKeyFingerprint");
        Assert.Contains(lab.Server.Fingerprints, f => message.Contains($"-HostKeyFingerprint '{f}'", StringComparison.Ordinal));
        Assert.Contains("-AcceptNewHostKey", message, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.Home.KnownHosts));
        Assert.Empty(lab.Session.Give("Get-LabHost h*"));
    }

    [Fact]
    public void TheRightFingerprintIsAcceptedAndWrittenNowhere()
    {
        Forget();
        string shown = lab.Server.Fingerprints.First(f => Refusal(lab.Server.Connect("lab", "-Name h"), "PermissionDenied.HostKeyFingerprint").Contains(f, StringComparison.Ordinal));
        PSObject host = lab.Session.One(lab.Server.Connect("lab", $"-Name h -HostKeyFingerprint '{shown}'"));
        Assert.Equal(shown, host.Text("HostKeyFingerprint"));
        Assert.False(File.Exists(lab.Home.KnownHosts));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void AnotherFingerprintIsRefused()
    {
        Forget();
        string wrong = "SHA256:" + new string('A', 43);
        Assert.Contains(wrong, Refusal(lab.Server.Connect("lab", $"-Name h -HostKeyFingerprint '{wrong}'"), "PermissionDenied.HostKeyFingerprint"), StringComparison.Ordinal);
        lab.Session.Run(lab.Server.Connect("lab", "-HostKeyFingerprint md5:00")).MustFail("InvalidArgument.HostKeyFingerprint");
    }

    [Fact]
    public void AcceptingANewKeyAddsItAsSshDoes()
    {
        Forget();
        lab.Session.Give(lab.Server.Connect("lab", "-Name h -AcceptNewHostKey"));
        lab.Session.Give("Disconnect-LabHost h");
        Assert.Contains("found", Tool.Run("ssh-keygen", "-F", $"[{lab.Server.Address}]:{lab.Server.Port}", "-f", lab.Home.KnownHosts), StringComparison.Ordinal);

        // From now on it is known, without a message.
        lab.Session.Give(lab.Server.Connect("lab", "-Name h"));
        lab.Session.Give("Disconnect-LabHost h");
    }

    [Fact]
    public void AChangedKeyIsRefusedWhateverIsAsked()
    {
        string stranger = File.ReadAllText(lab.Server.Key("id_ed25519.pub")).Split(' ')[1];
        File.WriteAllText(lab.Home.KnownHosts, $"# a comment\n[{lab.Server.Address}]:{lab.Server.Port} ssh-ed25519 {stranger}\n");
        string known = Tool.Run("ssh-keygen", "-lf", lab.Server.Key("id_ed25519.pub")).Split(' ')[1];
        foreach (string more in (string[])["", "-AcceptNewHostKey", .. lab.Server.Fingerprints.Select(f => $"-HostKeyFingerprint '{f}'")])
        {
            string message = Refusal(lab.Server.Connect("lab", "-Name h " + more), "PermissionDenied.HostName");
            Assert.Contains(known, message, StringComparison.Ordinal);
            Assert.Contains(lab.Home.KnownHosts + ":2", message, StringComparison.Ordinal);
            Assert.Contains(lab.Server.Fingerprints, f => message.Contains(f, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ARevokedKeyIsRefused()
    {
        string[] lines = File.ReadAllLines(lab.Server.KnownHosts);
        File.WriteAllLines(lab.Home.KnownHosts, [.. lines, .. lines.Select(l => "@revoked " + l)]);
        Assert.Contains("revoked", Refusal(lab.Server.Connect("lab", "-Name h -AcceptNewHostKey"), "PermissionDenied.HostName"), StringComparison.Ordinal);
    }

    [Fact]
    public void ACertificateAuthorityIsNoTrust()
    {
        File.WriteAllLines(lab.Home.KnownHosts, File.ReadAllLines(lab.Server.KnownHosts).Select(l => "@cert-authority " + l));
        Assert.Contains("@cert-authority", Refusal(lab.Server.Connect("lab", "-Name h"), "PermissionDenied.HostKeyFingerprint"), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyOneKindOfKeyMayBeKnown()
    {
        foreach (string line in File.ReadAllLines(lab.Server.KnownHosts).Where(l => l.Contains(" ssh-", StringComparison.Ordinal) || l.Contains(" ecdsa-", StringComparison.Ordinal)))
        {
            File.WriteAllText(lab.Home.KnownHosts, line + "\n");
            lab.Session.Give(lab.Server.Connect("lab", "-Name h"));
            lab.Session.Give("Disconnect-LabHost h");
        }
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("@revoked ", "PermissionDenied.HostName")]
    [InlineData("@cert-authority ", "PermissionDenied.HostKeyFingerprint")]
    public void AKeyListedWithoutAPortCountsForEveryPort(string marker, string? refusal)
    {
        Forget();
        File.WriteAllLines(lab.Home.KnownHosts, File.ReadAllLines(lab.Server.KnownHosts).Select(l => $"{marker}{lab.Server.Address} {l.Split(' ', 2)[1]}"));
        if (refusal is null)
        {
            lab.Session.Give(lab.Server.Connect("lab", "-Name h"));
            lab.Session.Give("Disconnect-LabHost h");
        }
        else
        {
            _ = Refusal(lab.Server.Connect("lab", "-Name h"), refusal);
        }
    }

    private void Forget()
    {
        File.Delete(lab.Home.KnownHosts);
        File.Delete(lab.Home.Config);
    }

    private string Refusal(string script, string id) => lab.Session.Run(script).MustFail(id).Exception.Message;
}
