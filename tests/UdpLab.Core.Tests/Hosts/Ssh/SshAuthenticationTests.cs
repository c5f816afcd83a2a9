using System.Security.Cryptography;
using Renci.SshNet;

namespace UdpLab.Tests;

/// <summary>What a user authenticates with, and what an error says was offered.</summary>
public sealed class SshAuthenticationTests : IDisposable
{
    private const string Phrase = "open sesame";
    private readonly Folder _folder = new();
    private readonly List<string> _verbose = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ANamedKeyIsOfferedAlone()
    {
        string key = Key("id", null);
        SshAuthentication made = For(key, null);

        Assert.IsType<PrivateKeyAuthenticationMethod>(Assert.Single(made.Methods));
        Assert.Equal($"offered: {key}", made.Tried);
    }

    [Fact]
    public void APassphraseIsNoPassword()
    {
        string key = Key("id", Phrase);
        Assert.IsType<PrivateKeyAuthenticationMethod>(Assert.Single(For(key, Phrase).Methods));
        Assert.Equal($"-KeyFilePath {key}: the key has a passphrase; give it as the password of -Credential.", Refused(key, null));
        Assert.StartsWith($"-KeyFilePath {key}: the passphrase is wrong", Refused(key, "no"), StringComparison.Ordinal);
    }

    /// <summary>Of a key without a passphrase the credential is the account's.</summary>
    [Fact]
    public void APasswordIsOfferedInBothWays()
    {
        string key = Key("id", null);
        SshAuthentication made = For(key, "secret");

        Assert.Equal(["publickey", "password", "keyboard-interactive"], made.Methods.Select(m => m.Name));
        Assert.Equal($"offered: {key}, the password", made.Tried);
    }

    [Fact]
    public void WhatIsNoKeyIsRefused()
    {
        string missing = _folder.At("missing"), text = _folder.Write("text", "hello");
        Assert.Equal($"-KeyFilePath {missing}: there is no such file.", Refused(missing, null));
        Assert.StartsWith($"-KeyFilePath {text} is not a private key that UdpLab can read: ", Refused(text, null), StringComparison.Ordinal);
    }

    [Fact]
    public void OfTheUsersKeysTheUnreadableAreNamed()
    {
        string good = Key("good", null), closed = Key("closed", Phrase), text = _folder.Write("text", "hello");
        SshAuthentication made = For(null, null, good, closed, text, _folder.At("missing"));

        Assert.IsType<PrivateKeyAuthenticationMethod>(Assert.Single(made.Methods));
        Assert.StartsWith($"offered: {good}, not {closed} (it has a passphrase: give it as the password of -Credential), not {text} (", made.Tried, StringComparison.Ordinal);
        Assert.Equal(2, _verbose.Count);
    }

    [Fact]
    public void WithoutAnythingNoneIsAskedFor()
    {
        SshAuthentication made = For(null, null, _folder.At("missing"));
        Assert.IsType<NoneAuthenticationMethod>(Assert.Single(made.Methods));
        Assert.Equal("no key was found and no -Credential given", made.Tried);
    }

    private SshAuthentication For(string? key, string? secret, params string[] identities)
    {
        SshConfig config = SshConfig.For("gen", _folder.Write("config", [.. identities.Select(file => $"IdentityFile {file}")]), null);
        return SshAuthentication.For(new SshTarget { HostName = "gen", KeyFilePath = key, Secret = secret }, config, "user", _verbose.Add);
    }

    private string Refused(string key, string? secret)
    {
        LabException error = Assert.Throws<LabException>(() => For(key, secret));
        Assert.Equal("KeyFilePath", error.Parameter);
        return error.Message;
    }

    private string Key(string name, string? passphrase)
    {
        using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return _folder.Write(name, passphrase is null ? made.ExportECPrivateKeyPem() : made.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }
}
