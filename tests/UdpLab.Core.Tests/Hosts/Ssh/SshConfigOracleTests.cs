using System.Globalization;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>ssh -G reads the same as we do.</summary>
public sealed class SshConfigOracleTests : IDisposable
{
    private static readonly string[] _lines =
    [
        "Host web", "Host web1 web2", "Host w?b*", "Host * !web1", "Host !web *", "Host !web2", "Host WEB", "Host *.lan", "Host \"web\" # comment", "Host=web",
        "Match all", "Match host web", "Match host real.lan", "Match !host web,web2", "Match originalhost w*,!web1", "Match user deploy", "Match !user deploy", "Match host *.lan user deploy", "Match localuser nobody",
        "HostName real.lan", "HostName=%h.LAN", "HostName \"10.0.0.1\"", "HostName fe80::1%%Eth0", "hostname = %h%%x",
        "User deploy", "USER=root2", "User \"a user\"", "User 'it''s'", "User a\\\\b", "User a\\ b # comment", "User \"#no\"", "User a#b",
        "Port 2222", "port=23", "Port\t24", "Port = 25", "  Port   \"26\"  ",
        "IdentityFile /keys/a", "IdentityFile \"/keys/b c\"", "IdentityFile /keys/d\\ e", "IdentitiesOnly yes", "IdentitiesOnly FALSE",
        "UserKnownHostsFile /k/a /k/b", "UserKnownHostsFile \"/k/c d\"", "UserKnownHostsFile ~/k-%h-%p-%r-%n-%%-%u-%k", "GlobalKnownHostsFile /g/a",
        "StrictHostKeyChecking yes", "StrictHostKeyChecking Accept-New", "StrictHostKeyChecking off", "StrictHostKeyChecking ask",
        "ProxyJump none", "ProxyJump jump", "ProxyJump me@jump:2200", "ProxyCommand none", "ProxyCommand nc %h %p",
        "HashKnownHosts yes", "HashKnownHosts no", "ConnectTimeout 5", "ConnectTimeout 1m5", "ConnectTimeout none", "ConnectTimeout 2H",
        "HostKeyAlias Alias", "ServerAliveInterval 15", "ServerAliveInterval 2m", "# comment", "", "\t", "ForwardAgent yes",
    ];

    private static readonly Gen<string> _alias = Gen.Int[0, 5].Select(i => new[] { "web", "web1", "web2", "WEB", "other", "a.lan" }[i]);

    // Half of the lines start blocks, so that most files have several.
    private static readonly Gen<string> _line = Gen.OneOf(Gen.Int[0, 18], Gen.Int[19, _lines.Length - 1], Gen.Int[19, _lines.Length - 1]).Select(i => _lines[i]);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FilesAreReadAsBySsh()
    {
        Machine.Need("ssh");
        Gen.Select(_line.Array[1, 25], _line.Array[0, 6], _alias).Sample(
            (lines, included, alias) =>
            {
                _folder.Write("included", included);
                string file = _folder.Write("config", [.. lines, $"Include {_folder.Path}/incl*", "HashKnownHosts yes", "Include /no/such/file", "ServerAliveInterval 77"]);
                (int exit, string output, _) = Tool.Try("ssh", "-G", "-F", file, alias);
                Assert.Equal(0, exit);
                Assert.Equal(Interesting(output), SettingsOf(SshConfig.For(alias, file, null), alias));
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData("Port abc")]
    [InlineData("Port 0")]
    [InlineData("Port 22 23")]
    [InlineData("Port")]
    [InlineData("User \"open")]
    [InlineData("User 'open")]
    [InlineData("User \"\"")]
    [InlineData("HostName %n")]
    [InlineData("IdentitiesOnly perhaps")]
    [InlineData("StrictHostKeyChecking maybe")]
    [InlineData("ConnectTimeout 5x")]
    [InlineData("ConnectTimeout 99999999w")]
    [InlineData("UserKnownHostsFile /x/%z")]
    [InlineData("Match host")]
    [InlineData("Match all host a")]
    [InlineData("Host")]
    public void WhatSshRefusesIsRefused(string line)
    {
        Machine.Need("ssh");
        string file = _folder.Write("config", line);

        Assert.NotEqual(0, Tool.Try("ssh", "-G", "-F", file, "host").ExitCode);
        Assert.Throws<LabException>(() => SshConfig.For("host", file, null));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void IncludesGoAsDeepAsWithSsh(int depth, bool allowed)
    {
        Machine.Need("ssh");
        for (int i = 0; i < depth; i++)
        {
            _folder.Write($"c{i}", $"Include {_folder.At($"c{i + 1}")}");
        }

        string file = _folder.At("c0");
        _folder.Write($"c{depth}", "Port 5");

        Assert.Equal(allowed, Tool.Try("ssh", "-G", "-F", file, "host").ExitCode == 0);
        Assert.Equal(allowed ? null : "InvalidArgument", (Record.Exception(() => SshConfig.For("host", file, null)) as LabException)?.Kind);
    }

    private static readonly string[] _keywords =
    [
        "hostname", "user", "port", "identityfile", "identitiesonly", "userknownhostsfile", "globalknownhostsfile", "stricthostkeychecking",
        "proxyjump", "hashknownhosts", "connecttimeout", "hostkeyalias", "serveraliveinterval",
    ];

    private static string[] Interesting(string output) =>
        [.. output.Split('\n').Where(l => _keywords.Contains(l.Split(' ')[0])).Where(l => !l.StartsWith("identityfile ~", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string[] SettingsOf(SshConfig config, string alias)
    {
        List<string> lines =
        [
            $"hostname {config.HostName ?? HostPattern.Lower(alias)}",
            $"user {config.User ?? Environment.UserName}",
            $"port {config.Port ?? 22}",
            .. config.IdentityFiles.Select(f => $"identityfile {f}"),
            $"identitiesonly {(config.IdentitiesOnly ? "yes" : "no")}",
            $"userknownhostsfile {(config.UserKnownHostsFiles.Count > 0 ? string.Join(' ', config.UserKnownHostsFiles) : $"{UserHome.Folder}/.ssh/known_hosts {UserHome.Folder}/.ssh/known_hosts2")}",
            $"globalknownhostsfile {(config.GlobalKnownHostsFiles.Count > 0 ? string.Join(' ', config.GlobalKnownHostsFiles) : "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2")}",
            $"stricthostkeychecking {config.StrictHostKeyChecking switch { "yes" => "true", "no" => "false", var other => other ?? "ask" }}",
            $"hashknownhosts {(config.HashKnownHosts ? "yes" : "no")}",
            $"connecttimeout {config.ConnectTimeout?.TotalSeconds.ToString(CultureInfo.InvariantCulture) ?? "none"}",
            $"serveraliveinterval {config.ServerAliveInterval?.TotalSeconds ?? 0}",
        ];
        if (config.ProxyJump is not null)
        {
            lines.Add($"proxyjump {config.ProxyJump}");
        }

        if (config.HostKeyAlias is not null)
        {
            lines.Add($"hostkeyalias {config.HostKeyAlias}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
