namespace UdpLab.Tests;

/// <summary>Host names defined in ssh_config files.</summary>
public sealed class SshAliasTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesAreListedAndPatternsAreNot()
    {
        string included = _folder.Write("lab.conf", "Host switch");
        string config = _folder.Write("config", "# Host no", "Host gen dut", "  HostName 192.0.2.7", "Host *.lan !old w?b", "host=\"quoted\"", "Host \"broken", $"Include {included}", "Match host gen");

        Assert.Equal(["gen", "dut", "quoted", "switch"], SshAliases.Of(config, null));
    }

    [Fact]
    public void NoFileIsNoName() => Assert.Empty(SshAliases.Of("/nowhere/config", null));

    [Fact]
    public void AFileThatIncludesItselfEnds()
    {
        string config = _folder.Write("loop", "Host once", $"Include {Path.Combine(_folder.Path, "loop")}");

        Assert.Equal(["once"], SshAliases.Of(config, null));
    }
}
