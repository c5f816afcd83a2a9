namespace UdpLab.Tests;

/// <summary>Where the user's own files are, and that no others are used instead.</summary>
[Collection(Home.Name)]
public sealed class UserHomeTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("HOME");
    private readonly string _current = Directory.GetCurrentDirectory();
    private readonly Folder _folder = new();

    public UserHomeTests()
    {
        // What an attacker leaves in a folder that someone else will work in.
        _folder.Write(".ssh/known_hosts", "");
        _folder.Write(".ssh/id_ed25519", "");
        _folder.Write(".ssh/config", "User planted");
        Directory.SetCurrentDirectory(_folder.Path);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_current);
        Environment.SetEnvironmentVariable("HOME", _before);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/nonexistent/home")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("relative/home")]
    [InlineData("/etc/passwd")]
    [InlineData(null)]
    public void AHomeThatIsNoneIsThePasswdEntrysAndNeverTheCurrentFolder(string? home)
    {
        Environment.SetEnvironmentVariable("HOME", home);
        string entry = Tool.Try("getent", "passwd", Environment.UserName).Output.Split(':')[5];

        Assert.Equal(Directory.Exists(entry) ? entry : null, UserHome.Folder);
        Assert.All(SshFiles.Identities.Concat(SshFiles.KnownHosts).Append(SshFiles.Config).OfType<string>(), file => Assert.StartsWith(entry + "/.ssh/", file, StringComparison.Ordinal));
    }

    [Fact]
    public void HomeIsTakenWhereItIsTheUsersOwn()
    {
        Environment.SetEnvironmentVariable("HOME", _folder.Path);
        Assert.Equal(_folder.Path, UserHome.Folder);
        Assert.Equal("planted", SshConfig.For("h", SshFiles.Config, null).User);
    }

    [Fact]
    public void AnotherUsersHomeIsNotOursThoughSudoKeptIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "This needs root: it gives a folder to another user.");
        Tool.Try("chown", "65534", _folder.Path);
        Environment.SetEnvironmentVariable("HOME", _folder.Path);
        Assert.NotEqual(_folder.Path, UserHome.Folder);
    }
}

/// <summary>Tests that change HOME or the current folder of this process, so they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Home
{
    public const string Name = "home";
}
