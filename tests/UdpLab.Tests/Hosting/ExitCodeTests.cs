namespace UdpLab.Tests.Hosting;

public class ExitCodeTests
{
    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'no'", 1)]
    [InlineData("1 +", 1)]
    [InlineData("Get-Command udplab-no-such", 1)]
    [InlineData("Get-Command udplab-no-such; 1", 0)]
    [InlineData("& { exit 4 }", 4)]
    [InlineData("/bin/false", 1)]
    public void OfACommand(string text, int expected) => Assert.Equal(expected, ShellRun.Run("-c", text).ExitCode);

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Get-Command udplab-no-such", 0)]
    [InlineData("/bin/false", 0)]
    [InlineData("param([int]$N) exit 0", 1)]
    public void OfAFile(string text, int expected)
    {
        using TemporaryFile script = new TemporaryFile("script.ps1", text);

        // The last one cannot even be called: "x" is not a number.
        Assert.Equal(expected, ShellRun.Run("-File", script.Path, "-N", "x").ExitCode);
    }

    [Theory]
    [InlineData("-bogus")]
    [InlineData("-Command")]
    [InlineData("-File")]
    [InlineData("-File", "/nowhere/script.ps1")]
    [InlineData("-File", "/etc/passwd")]
    public void OfAWrongCommandLine(params string[] arguments)
    {
        ShellResult result = ShellRun.Run(arguments);

        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("udplab: ", result.Error);
    }
}
