using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>ssh-keygen finds the same lines as we do.</summary>
public sealed partial class KnownHostsOracleTests : IDisposable
{
    private static readonly Gen<string> _pattern = Gen.Char["aabb**?!."].Array[1, 5].Select(c => new string(c));
    private static readonly Gen<string> _host = Gen.Char["abAB."].Array[1, 4].Select(c => new string(c)).Where(h => h[0] != '.');
    private static readonly Gen<int> _port = Gen.Int[0, 3].Select(i => new[] { 22, 22, 222, 2222 }[i]);
    private static readonly Gen<string> _name = Gen.OneOf(
        _pattern,
        _host,
        Gen.Select(_host, _port, (host, port) => $"[{host}]:{port}"),
        Gen.Select(_pattern, _port, (host, port) => $"[{host}]:{port}"));

    private static readonly Gen<string> _names = Gen.OneOf(
        _name.Array[1, 3].Select(names => string.Join(',', names)),
        Gen.Select(_host, _port, (host, port) => KnownHostsLine.Hash(KnownHosts.NameFor(host, port))));

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesAreFoundAsBySshKeygen()
    {
        Machine.Need("ssh-keygen");
        string key = Keys.Text(Keys.Ed25519);
        int found = 0;
        Gen.Select(_names.Array[10, 40], _host, _port).Sample(
            (names, host, port) =>
            {
                string file = _folder.Write("known", [.. names.Select(n => $"{n} {key}")]);
                int[] lines = [.. KnownHosts.Load([file]).Check(host, port, "ssh-ed25519", Keys.Ed25519).Lines.Select(l => l.LineNumber)];
                found += lines.Length;
                Assert.Equal(LinesOf(Tool.Try("ssh-keygen", "-F", KnownHosts.NameFor(host, port), "-f", file).Output), lines);
            },
            iter: 100,
            threads: 1);
        Assert.InRange(found, 50, int.MaxValue);
    }

    [Fact]
    public void NamesThatSshKeygenHashesAreFound()
    {
        Machine.Need("ssh-keygen");
        string file = _folder.Write("known", $"host.lan {Keys.Text(Keys.Ed25519)}", $"[host.lan]:2222,10.0.0.1 {Keys.Text(Keys.Rsa)}");
        Assert.Equal(0, Tool.Try("ssh-keygen", "-H", "-f", file).ExitCode);
        KnownHosts known = KnownHosts.Load([file]);

        Assert.DoesNotContain("host.lan", File.ReadAllText(file));
        Assert.Empty(known.Complaints);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("Host.LAN", 22, "ssh-ed25519", Keys.Ed25519).Verdict);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("host.lan", 2222, "ssh-rsa", Keys.Rsa).Verdict);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("10.0.0.1", 22, "ssh-rsa", Keys.Rsa).Verdict);
        Assert.Equal(KnownHostsVerdict.Unknown, known.Check("host.lan", 2223, "ssh-rsa", Keys.Rsa).Verdict);
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    [InlineData("ed25519")]
    public void RealKeysAreReadAndHaveTheFingerprintSshKeygenPrints(string type)
    {
        Machine.Need("ssh-keygen");
        Assert.Equal(0, Tool.Try("ssh-keygen", "-q", "-t", type, "-N", "", "-f", _folder.At("key")).ExitCode);
        string[] words = File.ReadAllText(_folder.At("key.pub")).Split(' ');
        byte[] key = Convert.FromBase64String(words[1]);
        KnownHosts known = KnownHosts.Load([_folder.Write("known", $"host {words[0]} {words[1]}")]);

        Assert.Empty(known.Complaints);
        Assert.Equal(KnownHostsVerdict.Known, known.Check("host", 22, words[0], key).Verdict);
        Assert.Contains($" {KnownHosts.Fingerprint(key)} ", Tool.Try("ssh-keygen", "-lf", _folder.At("key.pub")).Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatWeAddIsFoundBySshKeygen(bool hash)
    {
        Machine.Need("ssh-keygen");
        string file = _folder.At("known");
        KnownHosts.Append(file, "first", 22, "ssh-ed25519", Keys.Ed25519, hash);
        KnownHosts.Append(file, "Second", 2222, "ssh-ed25519", Keys.Ed25519, hash);

        Assert.Equal([1], LinesOf(Tool.Try("ssh-keygen", "-F", "first", "-f", file).Output));
        Assert.Equal([2], LinesOf(Tool.Try("ssh-keygen", "-F", "[second]:2222", "-f", file).Output));
    }

    private static int[] LinesOf(string output) => [.. Found().Matches(output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("found: line ([0-9]+)")]
    private static partial Regex Found();
}
