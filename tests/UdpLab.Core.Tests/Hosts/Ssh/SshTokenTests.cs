namespace UdpLab.Tests;

/// <summary>Tokens of ssh_config(5), each in the places where it is allowed.</summary>
public sealed class SshTokenTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("web")]
    [InlineData("WEB", "HostName %h.lan")]
    [InlineData("web", "HostName real.lan", "User deploy", "Port 2222")]
    [InlineData("web", "HostKeyAlias other", "User \"a b\"")]
    public void KnownHostsFilesAreNamedAsBySsh(string alias, params string[] lines)
    {
        Machine.Need("ssh");
        string file = _folder.Write("config", [.. lines, "UserKnownHostsFile /k/%C /k/%i-%L-%l-%d-%u-%k-%n-%p-%r-%h-%%"]);
        (int exit, string output, _) = Tool.Try("ssh", "-G", "-F", file, alias);

        Assert.Equal(0, exit);
        Assert.Equal(output.Split('\n').Single(l => l.StartsWith("userknownhostsfile ", StringComparison.Ordinal))["userknownhostsfile ".Length..], string.Join(' ', SshConfig.For(alias, file, null).UserKnownHostsFiles));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("ProxyJump none", "")]
    [InlineData("ProxyJump jump", "jump")]
    [InlineData("ProxyJump me@first:2200,you@second.lan:23", "second.lan")]
    [InlineData("ProxyJump ssh://me@[fe80::1]:22", "fe80::1")]
    public void TheJumpHostIsAToken(string? line, string host)
    {
        string file = _folder.Write("config", [.. line is null ? Array.Empty<string>() : [line], "IdentityFile /keys/%j-%i", "UserKnownHostsFile /k/%j"]);
        SshConfig config = SshConfig.For("web", file, null);

        Assert.Equal([$"/k/{host}"], config.UserKnownHostsFiles);
        Assert.Matches($"^/keys/{host}-[0-9]+$", Assert.Single(config.IdentityFiles));
    }

    [Fact]
    public void ProxyJumpHasFewTokens()
    {
        string file = _folder.Write("config", "HostName real.lan", "User me", "Port 2222", "ProxyJump %r@jump-%n:22,gate-%h-%p,fe80::1%%eth0");

        Assert.Equal("me@jump-web:22,gate-real.lan-2222,fe80::1%eth0", SshConfig.For("web", file, null).ProxyJump);
        Assert.Throws<LabException>(() => SshConfig.For("web", _folder.Write("wrong", "ProxyJump %d"), null));
        Assert.Throws<LabException>(() => SshConfig.For("web", _folder.Write("wrong", "HostName %n"), null));
    }
}
