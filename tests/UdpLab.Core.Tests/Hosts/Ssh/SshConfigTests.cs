namespace UdpLab.Tests;

public sealed class SshConfigTests : IDisposable
{
    private static readonly string _home = UserHome.Folder!;
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NoFilesSayNothing()
    {
        SshConfig config = SshConfig.For("host", _folder.At("missing"), null);

        Assert.Null(config.HostName);
        Assert.Null(config.User);
        Assert.Null(config.Port);
        Assert.Null(config.ProxyJump);
        Assert.Null(config.StrictHostKeyChecking);
        Assert.Null(config.ConnectTimeout);
        Assert.Empty(config.IdentityFiles);
        Assert.Empty(config.UserKnownHostsFiles);
        Assert.Empty(config.GlobalKnownHostsFiles);
        Assert.Empty(config.NotUnderstood);
        Assert.False(config.HashKnownHosts);
    }

    [Fact]
    public void TheFirstValueWinsAndTheUsersFileBeforeTheMachines()
    {
        string system = _folder.Write("system", "User third", "Port 3", "HashKnownHosts yes", "IdentityFile /c");
        string user = _folder.Write("user", "User first", "Host *", "User second", "Port 2", "IdentityFile /a", "IdentityFile /b", "IdentityFile /a");
        SshConfig config = SshConfig.For("host", user, system);

        Assert.Equal("first", config.User);
        Assert.Equal(2, config.Port);
        Assert.True(config.HashKnownHosts);
        Assert.Equal(["/a", "/b", "/c"], config.IdentityFiles);
    }

    [Fact]
    public void WhatIsGivenApartGoesBeforeTheFiles()
    {
        SshConfig config = SshConfig.For("host", _folder.Write("user", "User other", "Port 7", "Match user me", "IdentityFile /keys/%r-%p"), null, "me", 99);

        Assert.Equal("me", config.User);
        Assert.Equal(99, config.Port);
        Assert.Equal(["/keys/me-99"], config.IdentityFiles);
    }

    [Fact]
    public void TokensTildesAndVariablesAreExpanded()
    {
        SshConfig config = For(
            "web",
            "HostName %h.Example.COM",
            "User deploy",
            "Port 2022",
            "HostKeyAlias ALIAS",
            "IdentityFile ~/.ssh/%n-%h-%p-%r-%%",
            "IdentityFile %d/%u/%L/%k",
            "IdentityFile \"${HOME}/a key\"",
            "UserKnownHostsFile ~/known-%h ~",
            "GlobalKnownHostsFile ~/%h");

        Assert.Equal("web.example.com", config.HostName);
        Assert.Equal("alias", config.HostKeyAlias);
        Assert.Equal(
            [
                $"{_home}/.ssh/web-web.example.com-2022-deploy-%",
                $"{_home}/{Environment.UserName}/{Environment.MachineName.Split('.')[0]}/alias",
                $"{Environment.GetEnvironmentVariable("HOME")}/a key",
            ],
            config.IdentityFiles);
        Assert.Equal([$"{_home}/known-web.example.com", _home], config.UserKnownHostsFiles);
        Assert.Equal([$"{_home}/%h"], config.GlobalKnownHostsFiles);
    }

    [Fact]
    public void NoneIsAFileWithNothingInIt()
    {
        SshConfig config = For("host", "IdentityFile none", "UserKnownHostsFile none", "GlobalKnownHostsFile NONE", "ProxyJump none", "Host *", "ProxyJump other", "UserKnownHostsFile /x");

        Assert.Equal(["/dev/null"], config.IdentityFiles);
        Assert.Equal(["/dev/null"], config.UserKnownHostsFiles);
        Assert.Equal(["/dev/null"], config.GlobalKnownHostsFiles);
        Assert.Null(config.ProxyJump);
        Assert.Equal(["/key"], For("host", "IdentityFile none", "IdentityFile /key").IdentityFiles);
    }

    [Fact]
    public void WhatIsNotUsedIsToldInBlocksThatApply()
    {
        SshConfig config = For("host", "ForwardAgent yes", "Host other", "  Compression yes", "Host host", "  ProxyCommand nc %h %p", "  ProxyJump jump");

        Assert.Equal([$"{_folder.At("config")}:1: ForwardAgent is not supported", $"{_folder.At("config")}:5: ProxyCommand is not supported"], config.NotUnderstood);
        Assert.Null(config.ProxyJump);
        Assert.Equal($"{_folder.At("config")}:5", config.ProxyCommand);
        Assert.Null(For("host", "ProxyJump jump", "ProxyCommand nc %h %p").ProxyCommand);
        Assert.Null(For("host", "ProxyCommand none", "ProxyCommand nc %h %p").ProxyCommand);
    }

    [Fact]
    public void MatchExecIsNeverRunAndItsBlockLeftOut()
    {
        string trace = _folder.At("trace");
        SshConfig config = For("host", $"Match exec \"touch {trace}\"", "  User wrong", $"Match host other exec \"touch {trace}\"", "  User wrong", "Match all", "  User right", "Match final", "  Port 1");

        Assert.Equal("right", config.User);
        Assert.Null(config.Port);
        Assert.False(File.Exists(trace));
        Assert.Equal(
            [
                $"{_folder.At("config")}:1: Match exec is not supported; its block is skipped",
                $"{_folder.At("config")}:7: Match final is not supported; its block is skipped",
            ],
            config.NotUnderstood);
    }

    [Theory]
    [InlineData("Port abc")]
    [InlineData("Port 0")]
    [InlineData("Port 65536")]
    [InlineData("Port -1")]
    [InlineData("Port 22 23")]
    [InlineData("Port")]
    [InlineData("Port=")]
    [InlineData("Port # 22")]
    [InlineData("User \"open")]
    [InlineData("User \"\"")]
    [InlineData("HostName %n")]
    [InlineData("IdentitiesOnly perhaps")]
    [InlineData("HashKnownHosts 1")]
    [InlineData("StrictHostKeyChecking maybe")]
    [InlineData("ConnectTimeout soon")]
    [InlineData("ConnectTimeout 5x")]
    [InlineData("ConnectTimeout s")]
    [InlineData("ConnectTimeout 99999999999999999999")]
    [InlineData("ConnectTimeout 99999999w")]
    [InlineData("ServerAliveInterval -1")]
    [InlineData("IdentityFile /x/%z")]
    [InlineData("IdentityFile /x/%")]
    [InlineData("IdentityFile ${UDPLAB_NO_SUCH_VARIABLE}")]
    [InlineData("IdentityFile ${HOME")]
    [InlineData("IdentityFile ~nobody/key")]
    [InlineData("ProxyJump a b")]
    [InlineData("Match")]
    [InlineData("Match host")]
    [InlineData("Match all host a")]
    [InlineData("Host")]
    [InlineData("Include config")]
    public void WhatIsWrongIsToldWithItsPlace(string line)
    {
        // Only the last one must be where Include finds it.
        LabException refusal = Assert.Throws<LabException>(() => For("host", "# comment", line.Replace("Include config", $"Include {_folder.At("config")}")));

        Assert.Equal("InvalidArgument", refusal.Kind);
        Assert.Equal("HostName", refusal.Parameter);
        Assert.StartsWith($"{_folder.At("config")}:2: ", refusal.Message);
    }

    [Fact]
    public void WhatIsWrongInAnotherHostsBlockIsNoMatter() => Assert.Equal(5, For("host", "Host other", "Port abc", "Host host", "Port 5").Port);

    [Theory]
    [InlineData("90", 90)]
    [InlineData("1m30s", 90)]
    [InlineData("1m30", 90)]
    [InlineData("1H", 3600)]
    [InlineData("0", 0)]
    [InlineData("1w2d", 777_600)]
    public void TimesHaveUnits(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), For("host", "ConnectTimeout none", $"ConnectTimeout {text}").ConnectTimeout);

    [Fact]
    public void IncludesAreSortedAndDoNotEndTheBlock()
    {
        _folder.Write("d/20.conf", "User twenty", "Port 20");
        _folder.Write("d/10.conf", "Host other", "Port 99", "Host host", "User ten");
        _folder.Write("d/.hidden.conf", "ConnectTimeout 1");
        _folder.Write("d/30.txt", "ConnectTimeout 1");
        SshConfig config = For("host", "Host host", $"Include {_folder.Path}/nothing {_folder.Path}/d/*.conf", "HostKeyAlias inside", "Host other", $"Include {_folder.Path}/d/30.txt");

        Assert.Equal("ten", config.User);
        Assert.Equal(20, config.Port);
        Assert.Equal("inside", config.HostKeyAlias);
        Assert.Null(config.ConnectTimeout);
    }

    [Theory]
    [InlineData("[a-b]?.conf", "a1.conf b2.conf")]
    [InlineData("[!a]*", "b2.conf c[3.conf")]
    [InlineData("*[[]*", "c[3.conf")]
    [InlineData("c[3.conf", "c[3.conf")]
    [InlineData("z*", "")]
    public void GlobsFindFiles(string pattern, string names)
    {
        foreach (string name in new[] { "a1.conf", "b2.conf", "c[3.conf" })
        {
            _folder.Write("g/" + name);
        }

        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => _folder.At("g/" + n)), SshConfigGlob.Files(_folder.At("?/" + pattern)));
    }

    [Fact]
    public void AFileOthersCanWriteIsNotBelieved()
    {
        string file = _folder.Write("config", "StrictHostKeyChecking no");
        Folder.SetMode(file, 0b110_110_100);

        Assert.Contains("others can write", Assert.Throws<LabException>(() => SshConfig.For("host", file, null)).Message);
    }

    [Theory]
    [InlineData("[z-a]*")]
    [InlineData("[a\\-]*x")]
    public void AnIncludeThatMatchesNothingIsNoError(string pattern)
    {
        Assert.Equal("h", For("host", $"Include {_folder.Path}/{pattern}", $"Include {_folder.Path}/*{new string('4', 20_000)}", "HostName h").HostName);
    }

    [Fact]
    public void TheMachinesFileIncludesNoneOfAUser() =>
        Assert.StartsWith($"{_folder.At("config")}:1: ", Assert.Throws<LabException>(() => SshConfig.For("host", null, _folder.Write("config", "Include ~/x"))).Message);

    private SshConfig For(string alias, params string[] lines) => SshConfig.For(alias, _folder.Write("config", lines), null);
}
