using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace UdpLab.Tests;

/// <summary>The key that a server shows, against known_hosts: what is trusted, and what a refusal says to do.</summary>
public sealed class SshHostKeyTests : IDisposable
{
    private const string Type = "ecdsa-sha2-nistp256", Name = "gen.example.org";
    private static readonly KeyHostAlgorithm _key = Made(), _other = Made();
    private static readonly string _fingerprint = KnownHosts.Fingerprint(_key.Data);
    private readonly Folder _folder = new();
    private readonly List<string> _verbose = [];

    public void Dispose() => _folder.Dispose();

    private string Known => _folder.At("known_hosts");

    [Fact]
    public void AnUnknownKeyIsRefusedWithBothWaysToAcceptIt()
    {
        LabException refusal = Refused(new());
        Assert.Equal(
            $"gen: the host key of {Name} is unknown: {_fingerprint} ({Type}). Compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_..._key.pub) and connect with -HostKeyFingerprint '{_fingerprint}', or with -AcceptNewHostKey to add it to {Known}.",
            refusal.Message);
        Assert.Equal("HostKeyFingerprint", refusal.Parameter);
    }

    /// <summary>A fingerprint is meant for the host behind the jump host.</summary>
    [Fact]
    public void AJumpHostsKeyIsAcceptedByTheSwitchAlone()
    {
        LabException refusal = Refused(new() { IsJump = true });
        Assert.EndsWith($"connect with -AcceptNewHostKey to add it to {Known}.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("AcceptNewHostKey", refusal.Parameter);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ANewKeyIsAddedWhereItMayBe(bool bySwitch)
    {
        string[] config = bySwitch ? [] : ["StrictHostKeyChecking accept-new"];
        Assert.Null(Show(new() { AcceptNewHostKey = bySwitch }, 22, config).Refusal);
        Assert.Equal([$"{Name}: {Type} key {_fingerprint} added to {Known}."], _verbose);
        Assert.StartsWith($"{Name} {Type} ", File.ReadAllText(Known), StringComparison.Ordinal);

        // From now on without being asked to.
        Assert.Null(Show(new()).Refusal);
        Assert.Contains("has CHANGED", Refused(new() { AcceptNewHostKey = true }, _other).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFingerprintStandsForAnEntry()
    {
        string wrong = "SHA256:" + new string('A', 43);
        Assert.Null(Show(new() { HostKeyFingerprint = _fingerprint }).Refusal);
        Assert.Null(Show(new() { HostKeyFingerprint = _fingerprint["SHA256:".Length..] + "=" }).Refusal);
        Assert.Equal($"gen: -HostKeyFingerprint {wrong}: the host {Name} shows {_fingerprint} ({Type}).", Refused(new() { HostKeyFingerprint = wrong }).Message);
        Assert.False(File.Exists(Known));

        // An entry does not outweigh it.
        Entry($"{Name} {Keys.Text(_key.Data)}");
        Assert.Equal("HostKeyFingerprint", Refused(new() { HostKeyFingerprint = wrong }).Parameter);
    }

    [Fact]
    public void AChangedKeyIsNamedWithItsPlace()
    {
        Entry("# mine", $"{Name} {Keys.Text(_other.Data)}");
        string message = Refused(new() { AcceptNewHostKey = true }).Message;
        Assert.Contains($"the known key is {KnownHosts.Fingerprint(_other.Data)} ({Known}:2), the host shows {_fingerprint}", message, StringComparison.Ordinal);
        Assert.EndsWith($"remove the line and connect with -HostKeyFingerprint '{_fingerprint}'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARevokedKeyIsNotAcceptedInAnyWay()
    {
        Entry($"@revoked * {Keys.Text(_key.Data)}");
        Assert.Equal($"gen: the host key {_fingerprint} ({Type}) of {Name} is revoked: {Known}:1. It cannot be accepted.", Refused(new() { AcceptNewHostKey = true, HostKeyFingerprint = _fingerprint }).Message);
        Assert.Contains("is revoked", Refused(new(), port: 2222).Message, StringComparison.Ordinal);
    }

    /// <summary>A man in the middle would show a key of a type that is not listed.</summary>
    [Fact]
    public void AKeyOfAnotherTypeIsNotNew()
    {
        Entry($"{Name} {Keys.Text(Keys.Ed25519)}");
        Assert.Contains($"has a different type than the known ones: {_fingerprint} ({Type}). Only keys of type ssh-ed25519 are known for it.", Refused(new() { AcceptNewHostKey = true }).Message, StringComparison.Ordinal);
        Assert.EndsWith($"and add it to {Known}.", Refused(new() { AcceptNewHostKey = true, IsJump = true }).Message, StringComparison.Ordinal);
        Assert.Contains("is unknown", Refused(new()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnAnUnlistedPortTheKeyOfTheNameCounts()
    {
        Entry($"{Name} {Keys.Text(_key.Data)}");
        Assert.Null(Show(new(), 2222).Refusal);
        Assert.Contains($"the host key of [{Name}]:2222 is unknown", Refused(new(), _other, 2222).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesOfAuthoritiesAreNamedAsIgnored()
    {
        Entry($"@cert-authority {Name} {Keys.Text(Keys.Ed25519)}");
        Assert.Contains($"@cert-authority lines are not supported and were ignored: {Known}:1.", Refused(new()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhetherAKeyIsNewIsUnknownIfAFileCannotBeRead()
    {
        _ = Directory.CreateDirectory(Known);
        LabException refusal = Refused(new() { AcceptNewHostKey = true });
        Assert.StartsWith($"gen: -AcceptNewHostKey: cannot determine whether the key {_fingerprint} ({Type}) of {Name} is new. ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("AcceptNewHostKey", refusal.Parameter);
    }

    [Fact]
    public void KnownTypesAreAskedForFirstAndNoCertificates()
    {
        Entry($"{Name} {Keys.Text(Keys.Rsa)}");
        using NoneAuthenticationMethod none = new("user");
        ConnectionInfo connection = new(Name, "user", none);
        Key(new(), 22).Prefer(connection);

        Assert.StartsWith("rsa-sha2-", connection.HostKeyAlgorithms.First().Key, StringComparison.Ordinal);
        Assert.DoesNotContain(connection.HostKeyAlgorithms, algorithm => algorithm.Key.Contains("-cert-", StringComparison.Ordinal));
    }

    private static KeyHostAlgorithm Made()
    {
        using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using MemoryStream file = new(Keys.Bytes(made.ExportECPrivateKeyPem()));
        PrivateKeyFile key = new(file);
        return key.HostKeyAlgorithms.OfType<KeyHostAlgorithm>().First();
    }

    private void Entry(params string[] lines) => _folder.Write("known_hosts", lines);

    private SshHostKey Key(Asked asked, int port, params string[] config) => new(
        new SshTarget { HostName = Name, Name = "gen", AcceptNewHostKey = asked.AcceptNewHostKey, HostKeyFingerprint = asked.HostKeyFingerprint, IsJump = asked.IsJump },
        SshConfig.For("gen", _folder.Write("config", [$"UserKnownHostsFile {Known}", $"GlobalKnownHostsFile {_folder.At("system")}", .. config]), null),
        Name,
        port,
        _verbose.Add);

    private SshHostKey Show(Asked asked, int port = 22, string[]? config = null, KeyHostAlgorithm? shown = null)
    {
        SshHostKey key = Key(asked, port, config ?? []);
        HostKeyEventArgs question = new(shown ?? _key);
        key.Check(null, question);
        Assert.Equal(key.Refusal is null, question.CanTrust);
        return key;
    }

    private LabException Refused(Asked asked, KeyHostAlgorithm? shown = null, int port = 22) => Show(asked, port, null, shown).Refusal ?? throw new InvalidOperationException("It was trusted.");

    /// <summary>Connect-LabHost's parameters about the key.</summary>
    private sealed record Asked
    {
        public bool AcceptNewHostKey { get; init; }

        public string? HostKeyFingerprint { get; init; }

        public bool IsJump { get; init; }
    }
}
