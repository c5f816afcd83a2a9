namespace UdpLab.Tests;

public sealed class KnownHostsTests : IDisposable
{
    private const string Ed25519 = "ssh-ed25519";
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("host", "host", 22)]
    [InlineData("HOST", "host", 22)]
    [InlineData("host", "HoSt", 22)]
    [InlineData("other,host", "host", 22)]
    [InlineData("[host]:2222", "host", 2222)]
    [InlineData("[::1]:2222", "::1", 2222)]
    [InlineData("*", "host", 2222)]
    [InlineData("*.lan,!bad.lan", "good.lan", 22)]
    [InlineData("h?st", "host", 22)]
    [InlineData("[*]:2222", "host", 2222)]
    public void ANameIsFound(string names, string host, int port) =>
        Assert.Equal(KnownHostsVerdict.Known, Load($"{names} {Keys.Text(Keys.Ed25519)} comment").Check(host, port, Ed25519, Keys.Ed25519).Verdict);

    [Theory]
    [InlineData("host", "host", 2222)]
    [InlineData("[host]:2222", "host", 22)]
    [InlineData("[host]:2222", "host", 2223)]
    [InlineData("host", "hos", 22)]
    [InlineData("host", "hostt", 22)]
    [InlineData("*.lan,!bad.lan", "bad.lan", 22)]
    [InlineData("!host", "host", 22)]
    [InlineData("!bad", "host", 22)]
    [InlineData("h?st", "hst", 22)]
    [InlineData("host", "\u212Aost", 22)]
    [InlineData("k", "\u212A", 22)]
    public void ANameIsNotFound(string names, string host, int port) =>
        Assert.Equal(KnownHostsVerdict.Unknown, Load($"{names} {Keys.Text(Keys.Ed25519)}").Check(host, port, Ed25519, Keys.Ed25519).Verdict);

    [Fact]
    public void AnyEqualKeyOfSeveralIsKnown()
    {
        KnownHostsAnswer answer = Load(Plain(Keys.OtherEd25519), Plain(Keys.Rsa), Plain(Keys.Ed25519)).Check("host", 22, Ed25519, Keys.Ed25519);

        Assert.Equal(KnownHostsVerdict.Known, answer.Verdict);
        Assert.Equal([(_folder.At("known"), 3)], answer.Lines.Select(l => (l.File, l.LineNumber)));
        Assert.Empty(answer.OtherTypes);
    }

    [Fact]
    public void OnlyOtherKeysOfTheTypeIsChanged()
    {
        KnownHostsAnswer answer = Load("# comment", "", Plain(Keys.OtherEd25519), Plain(Keys.Rsa)).Check("host", 22, Ed25519, Keys.Ed25519);

        Assert.Equal(KnownHostsVerdict.Changed, answer.Verdict);
        KnownHostsPlace place = Assert.Single(answer.Lines);
        Assert.Equal(new KnownHostsPlace(_folder.At("known"), 3, Ed25519, KnownHosts.Fingerprint(Keys.OtherEd25519)), place);
    }

    [Fact]
    public void OnlyKeysOfOtherTypesIsUnknownAndSaysSo()
    {
        KnownHostsAnswer answer = Load(Plain(Keys.Rsa), Plain(Keys.Rsa)).Check("host", 22, Ed25519, Keys.Ed25519);

        Assert.Equal(KnownHostsVerdict.Unknown, answer.Verdict);
        Assert.Equal(["ssh-rsa"], answer.OtherTypes);
    }

    [Fact]
    public void ASignatureAlgorithmIsItsKeyType() =>
        Assert.Equal(KnownHostsVerdict.Known, Load(Plain(Keys.Rsa)).Check("host", 22, "rsa-sha2-512", Keys.Rsa).Verdict);

    [Fact]
    public void RevokedWinsOverKnownInAnyFileAndOrder()
    {
        string good = _folder.Write("good", Plain(Keys.Ed25519));
        string bad = _folder.Write("bad", $"@revoked * {Keys.Text(Keys.Ed25519)}");
        foreach (string[] files in new[] { new[] { good, bad }, [bad, good], [bad] })
        {
            KnownHostsAnswer answer = KnownHosts.Load(files).Check("host", 2222, Ed25519, Keys.Ed25519);

            Assert.Equal(KnownHostsVerdict.Revoked, answer.Verdict);
            Assert.Equal(bad, Assert.Single(answer.Lines).File);
        }
    }

    [Fact]
    public void ARevocationIsForItsHostsAndItsKey()
    {
        KnownHosts known = Load($"@revoked other {Keys.Text(Keys.Ed25519)}", $"@revoked * {Keys.Text(Keys.OtherEd25519)}", Plain(Keys.Ed25519));

        Assert.Equal(KnownHostsVerdict.Known, known.Check("host", 22, Ed25519, Keys.Ed25519).Verdict);
    }

    [Fact]
    public void ARevokedKeyCannotBeDisguised()
    {
        KnownHosts known = Load($"@revoked * {Keys.Text(Keys.Rsa)}");
        byte[] zeros = Keys.Join(Keys.Bytes("ssh-rsa"), [0, 1, 0, 1], [0, 0, .. Enumerable.Repeat((byte)0xa5, 256)]);

        Assert.Equal(KnownHostsVerdict.Revoked, known.Check("host", 22, "ssh-rsa", zeros).Verdict);
        Assert.Equal(KnownHostsVerdict.Revoked, known.Check("host", 22, "ssh-rsa", [.. Keys.Rsa, 0, 0, 0, 0]).Verdict);
    }

    [Fact]
    public void ARevocationDoesNotMakeAHostKnown()
    {
        KnownHosts known = Load($"@revoked host {Keys.Text(Keys.OtherEd25519)}");

        Assert.Equal(KnownHostsVerdict.Unknown, known.Check("host", 22, Ed25519, Keys.Ed25519).Verdict);
        Assert.Empty(known.TypesFor("host", 22));
    }

    [Fact]
    public void ACertificateAuthorityIsToldAndNeverTrusted()
    {
        KnownHosts known = Load($"@cert-authority *.lan {Keys.Text(Keys.Ed25519)}", $"@cert-authority other {Keys.Text(Keys.Ed25519)}");
        KnownHostsAnswer answer = known.Check("a.lan", 22, Ed25519, Keys.Ed25519);

        Assert.Equal(KnownHostsVerdict.Unknown, answer.Verdict);
        Assert.Equal([$"{_folder.At("known")}:1"], answer.CertAuthorityLines);
        Assert.Empty(answer.OtherTypes);
        Assert.Empty(known.TypesFor("a.lan", 22));
    }

    [Fact]
    public void AMatchInAnyFileIsKnown()
    {
        string changed = _folder.Write("changed", Plain(Keys.OtherEd25519));
        string good = _folder.Write("good", Plain(Keys.Ed25519));

        Assert.Equal(KnownHostsVerdict.Known, KnownHosts.Load([_folder.At("missing"), "/no/such/folder/file", changed, good]).Check("host", 22, Ed25519, Keys.Ed25519).Verdict);
    }

    [Fact]
    public void TypesAreListedInOrder() =>
        Assert.Equal(["ssh-rsa", Ed25519], Load(Plain(Keys.Rsa), Plain(Keys.Ed25519), Plain(Keys.OtherEd25519)).TypesFor("HOST", 22));

    [Theory]
    [InlineData("host")]
    [InlineData("host ssh-ed25519")]
    [InlineData("host ssh-ed25519 AAAA!")]
    [InlineData("host ssh-ed25519 AAAA")]
    [InlineData("host ssh-ed25519 //////8=")]
    [InlineData("host 1024 35 123456789")]
    [InlineData("@revoked @cert-authority host ssh-ed25519 {key}")]
    [InlineData("@trusted host ssh-ed25519 {key}")]
    [InlineData("host ssh-rsa {key}")]
    [InlineData("|1|c2hvcnQ=|c2hvcnQ= ssh-ed25519 {key}")]
    [InlineData("|1|c2hvcnQ=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= ssh-ed25519 {key}")]
    [InlineData("|2|a|b ssh-ed25519 {key}")]
    [InlineData("| ssh-ed25519 {key}")]
    public void DamageIsToldAndTrustsNothing(string line)
    {
        KnownHosts known = Load("# fine", line.Replace("{key}", Convert.ToBase64String(Keys.Ed25519)));

        Assert.StartsWith($"{_folder.At("known")}:2: ", Assert.Single(known.Complaints));
        Assert.Equal(KnownHostsVerdict.Unknown, known.Check("host", 22, Ed25519, Keys.Ed25519).Verdict);
    }

    [Fact]
    public void WindowsLineEndsTabsAndIndentsAreRead()
    {
        KnownHosts known = Load($"  host\tssh-ed25519  {Convert.ToBase64String(Keys.Ed25519)}\r", $"@revoked\tother\t{Keys.Text(Keys.Ed25519)}\r", "\r", "  # comment\r");

        Assert.Empty(known.Complaints);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("host", 22, Ed25519, Keys.Ed25519).Verdict);
        Assert.Equal(KnownHostsVerdict.Revoked, known.Check("other", 22, Ed25519, Keys.Ed25519).Verdict);
    }

    [Fact]
    public void AFolderInPlaceOfAFileIsTold() => Assert.StartsWith($"{_folder.Path}: cannot be read", Assert.Single(KnownHosts.Load([_folder.Path]).Complaints));

    private static string Plain(byte[] key) => $"host {Keys.Text(key)}";

    private KnownHosts Load(params string[] lines) => KnownHosts.Load([_folder.Write("known", lines)]);
}
