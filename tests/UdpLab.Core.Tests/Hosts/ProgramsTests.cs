namespace UdpLab.Tests;

/// <summary>Programs run on this machine come from where their owner installed them, never from the current directory or above the module.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProgramsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(".:..")]
    [InlineData("bin::/nonexistent")]
    public void TheCurrentDirectoryIsNoFolderOfPATH(string path)
    {
        string here = Path.Combine(Directory.GetCurrentDirectory(), "udplab-test-program");
        File.WriteAllText(here, "#!/bin/sh\n");
        try
        {
            File.SetUnixFileMode(here, UnixFileMode.UserRead | UnixFileMode.UserExecute);

            Assert.Null(Programs.Find("udplab-test-program", path));
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    public void TheFirstProgramOfPATHIsFoundByItsAbsolutePath()
    {
        string text = _folder.Write("perf", "no program");
        Assert.Null(Programs.Find("perf", _folder.Path));

        File.SetUnixFileMode(text, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(text, Programs.Find("perf", $":.:/nonexistent:{_folder.Path}"));
    }

    [Fact]
    public void AnAgentAboveTheModuleIsNotOurs()
    {
        string above = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(typeof(AgentProgram).Assembly.Location)!)!, "agent", "linux-test");
        Directory.CreateDirectory(above);
        try
        {
            File.WriteAllText(Path.Combine(above, "udplab-agent"), "");

            Assert.Equal("NotFound", Assert.Throws<LabException>(() => AgentProgram.PathFor("linux-test")).Kind);
        }
        finally
        {
            Directory.Delete(above, recursive: true);
        }
    }
}
