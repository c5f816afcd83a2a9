namespace UdpLab.Tests.Hosting;

public class PwshTests
{
    [Fact]
    public void PwshRunsTheCommandWithTheModule()
    {
        RequirePwsh();
        ShellResult result = ShellRun.Run("-Pwsh", "-Command", "(Get-Module UdpLab).Name; $Host.Name; exit 9");

        Assert.Equal(["UdpLab", "ConsoleHost"], result.Lines);
        Assert.Equal(9, result.ExitCode);
    }

    [Theory]
    [InlineData("Get-Command udplab-no-such", 1)]
    [InlineData("throw 'no'", 1)]
    [InlineData("'fine'", 0)]
    public void TheExitCodeIsTheSame(string text, int expected)
    {
        RequirePwsh();
        Assert.Equal(expected, ShellRun.Run("-Pwsh", "-c", text).ExitCode);
    }

    [Fact]
    public void AFileGetsItsArgumentsAsTheyAre()
    {
        RequirePwsh();
        using TemporaryFile script = new TemporaryFile("script.ps1", "param([string] $Name) \"$Name,$($args -join '|')\"; exit 6");

        ShellResult result = ShellRun.Run("-Pwsh", "-File", script.Path, "-Name", "a \"b\" $(exit 9); '", "2026-01-01T00:00:00", "two\nlines");

        Assert.Equal("a \"b\" $(exit 9); ',2026-01-01T00:00:00|two\nlines\n", result.Output);
        Assert.Equal(6, result.ExitCode);
    }

    [Fact]
    public void WithoutPwshItSaysSo()
    {
        ShellResult result = ShellRun.Run(["-Pwsh", "-c", "1"], null, new() { ["PATH"] = "/nowhere" });

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("udplab: there is no pwsh on PATH.", result.Error);
    }

    private static void RequirePwsh() => Assert.SkipUnless(ShellRun.OnPath("pwsh"), "There is no pwsh on PATH.");
}
