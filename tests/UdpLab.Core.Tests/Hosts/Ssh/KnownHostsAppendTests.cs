namespace UdpLab.Tests;

public sealed class KnownHostsAppendTests : IDisposable
{
    private const string Ed25519 = "ssh-ed25519";
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(22, false)]
    [InlineData(2222, false)]
    [InlineData(22, true)]
    [InlineData(2222, true)]
    public void WhatIsAddedIsKnown(int port, bool hash)
    {
        string file = _folder.At("new/known_hosts");
        KnownHosts.Append(file, "Host.LAN", port, Ed25519, Keys.Ed25519, hash);
        KnownHosts.Append(file, "other", port, "rsa-sha2-256", Keys.Rsa, hash);
        KnownHosts known = KnownHosts.Load([file]);

        Assert.Empty(known.Complaints);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("host.lan", port, Ed25519, Keys.Ed25519).Verdict);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("other", port, "ssh-rsa", Keys.Rsa).Verdict);
        Assert.Equal(KnownHostsVerdict.Unknown, known.Check("host.lan", port + 1, Ed25519, Keys.Ed25519).Verdict);
        Assert.Equal(!hash, File.ReadAllText(file).Contains("host.lan"));
        Assert.Equal(0b110_000_000, Folder.ModeOf(file));
        Assert.Equal(0b111_000_000, Folder.ModeOf(_folder.At("new")));
    }

    [Fact]
    public void ALastLineWithoutItsEndIsEndedFirst()
    {
        string file = _folder.At("known");
        File.WriteAllText(file, $"first {Keys.Text(Keys.Rsa)}");
        KnownHosts.Append(file, "second", 22, Ed25519, Keys.Ed25519, hash: false);

        Assert.Equal($"first {Keys.Text(Keys.Rsa)}\nsecond {Keys.Text(Keys.Ed25519)}\n", File.ReadAllText(file));
    }

    [Fact]
    public void AnExistingFileKeepsItsMode()
    {
        string file = _folder.Write("known", "# mine");
        Folder.SetMode(file, 0b110_100_100);
        KnownHosts.Append(file, "host", 22, Ed25519, Keys.Ed25519, hash: false);

        Assert.Equal(0b110_100_100, Folder.ModeOf(file));
    }

    [Fact]
    public void ManyAtOnceAllArriveAndReadersNeverMissTheFile()
    {
        string file = _folder.Write("known", $"old {Keys.Text(Keys.Rsa)}");
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            KnownHosts.Append(file, $"host{i}", 22, Ed25519, Keys.OfEd25519((byte)i), hash: i % 2 == 0);
            Assert.Equal(KnownHostsVerdict.Known, KnownHosts.Load([file]).Check("old", 22, "ssh-rsa", Keys.Rsa).Verdict);
        });
        KnownHosts known = KnownHosts.Load([file]);

        Assert.Empty(known.Complaints);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(KnownHostsVerdict.Known, known.Check($"host{i}", 22, Ed25519, Keys.OfEd25519((byte)i)).Verdict));
    }

    [Fact]
    public void TheNullDeviceTakesALineAndForgetsIt()
    {
        KnownHosts.Append("/dev/null", "host", 22, Ed25519, Keys.Ed25519, hash: false);

        Assert.Empty(KnownHosts.Load(["/dev/null"]).TypesFor("host", 22));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a,b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("#a")]
    [InlineData("@revoked")]
    [InlineData("!a")]
    [InlineData("|1|a|b")]
    public void ANameThatWouldMeanAnotherIsRefused(string host)
    {
        Assert.Equal("InvalidArgument", Assert.Throws<LabException>(() => KnownHosts.Append(_folder.At("known"), host, 22, Ed25519, Keys.Ed25519, hash: false)).Kind);
        Assert.False(File.Exists(_folder.At("known")));
    }

    [Theory]
    [InlineData("ssh-rsa")]
    [InlineData("ssh-ed25519 AAAA\nhost2 ssh-ed25519")]
    public void AKeyOfAnotherTypeIsRefused(string type) =>
        Assert.Throws<LabException>(() => KnownHosts.Append(_folder.At("known"), "host", 22, type, Keys.Ed25519, hash: false));

    [Fact]
    public void AFileThatCannotBeWrittenIsNamed()
    {
        LabException failure = Assert.Throws<LabException>(() => KnownHosts.Append(_folder.Path, "host", 22, Ed25519, Keys.Ed25519, hash: false));

        Assert.Contains(_folder.Path, failure.Message);
        Assert.Equal("AcceptNewHostKey", failure.Parameter);
    }
}
