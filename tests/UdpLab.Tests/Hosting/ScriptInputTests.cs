namespace UdpLab.Tests.Hosting;

public class ScriptInputTests
{
    private const string ShowArguments = """
        param([string] $Name, [switch] $Flag, [int] $N)
        "$Name,$Flag,$N,$($args -join '|'),$PSScriptRoot"
        """;

    [Theory]
    [InlineData]
    [InlineData("-Command", "-")]
    public void AScriptComesFromStandardInput(params string[] arguments)
    {
        ShellResult result = ShellRun.Run(arguments, "foreach ($i in 1, 2) {\n  $i\n}\nexit 3\n");

        Assert.Equal(["1", "2"], result.Lines);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void AFileGetsItsArgumentsAsTheyAre()
    {
        using TemporaryFile script = new TemporaryFile("script.ps1", ShowArguments);

        ShellResult result = ShellRun.Run("-File", script.Path, "-Name", "a \"b\" $(exit 9); '", "-Flag:$false", "-N:4", "rest one", "-5");

        Assert.Equal($"a \"b\" $(exit 9); ',False,4,rest one|-5,{script.Folder}\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void ABareWordIsAFile()
    {
        using TemporaryFile script = new TemporaryFile("script.ps1", ShowArguments);

        Assert.Equal($"x,True,0,,{script.Folder}\n", ShellRun.Run(script.Path, "x", "-Flag").Output);
    }

    [Fact]
    public void AFileThatExitsStillShowsItsOutput()
    {
        using TemporaryFile script = new TemporaryFile("script.ps1", "[pscustomobject]@{ Pps = 12 }; exit 5");

        ShellResult result = ShellRun.Run("-File", script.Path);

        Assert.Contains("12", result.Output);
        Assert.Equal(5, result.ExitCode);
    }
}
