namespace UdpLab.Tests.Hosting;

public class OutputTests
{
    [Fact]
    public void ACommandPrintsWhatItEmits()
    {
        ShellResult result = ShellRun.Run("-Command", "1+1; 'two'");

        Assert.Equal(["2", "two"], result.Lines);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void EverythingAfterCommandIsJoinedByBlanks() =>
        Assert.Equal("-NoExit 3", ShellRun.Run("-c", "'-NoExit", "3'").Output.Trim());

    [Fact]
    public void ObjectsAreATableWithoutEscapeSequencesWhenRedirected()
    {
        ShellResult result = ShellRun.Run("-c", "[pscustomobject]@{ Name = 'eth1'; Pps = 12 }");

        Assert.Equal(["Name Pps", "---- ---", "eth1  12"], result.Lines);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public void ARedirectedTableHas120Columns() =>
        Assert.Equal("120", ShellRun.Run("-c", "$Host.UI.RawUI.BufferSize.Width").Output.Trim());

    [Fact]
    public void ColumnsIsHonouredWhenRedirected() =>
        Assert.Equal("77", ShellRun.Run(["-c", "$Host.UI.RawUI.BufferSize.Width"], null, new() { ["COLUMNS"] = "77" }).Output.Trim());

    [Fact]
    public void ErrorsGoToStandardError()
    {
        ShellResult result = ShellRun.Run("-c", "'before'; Get-Command udplab-no-such; 'after'");

        Assert.Equal(["before", "after"], result.Lines);
        Assert.StartsWith("Get-Command: The term 'udplab-no-such' is not recognized", result.Error);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    [Theory]
    [InlineData("'before'; throw 'no such luck'", "Exception: no such luck\n")]
    [InlineData("1 +", "ParserError: You must provide a value expression following the '+' operator.\n")]
    public void ATerminatingErrorGoesToStandardErrorAndIsOneLine(string text, string expected) =>
        Assert.Equal(expected, ShellRun.Run("-c", text).Error);

    [Fact]
    public void MessagesAreLabelledAndInOrder()
    {
        ShellResult result = ShellRun.Run(
            "-c",
            "function f { [CmdletBinding()] param() $PSCmdlet.WriteVerbose('v'); 'x'; $PSCmdlet.WriteWarning('w'); 'y' }; f -Verbose");

        Assert.Equal(["VERBOSE: v", "x", "WARNING: w", "y"], result.Lines);
    }

    [Fact]
    public void ProgressMakesNoNoiseWhenRedirected()
    {
        ShellResult result = ShellRun.Run("-c", "1..50 | ForEach-Object { $Host.UI.WriteProgress(1, [System.Management.Automation.ProgressRecord]::new(1, 'Flooding', \"$_ pps\")) }; 'done'");

        Assert.Equal("done\n", result.Output);
        Assert.Equal(string.Empty, result.Error);
    }

    [Fact]
    public void AQuestionWithNobodyToAskFailsAndSaysHow()
    {
        ShellResult result = ShellRun.Run(
            "-c",
            "function f { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() if ($PSCmdlet.ShouldProcess('eth1')) { 'done' } }; f");

        Assert.Equal(string.Empty, result.Output);
        Assert.Contains("Cannot ask for", result.Error);
        Assert.Contains("-Confirm:$false", result.Error);
    }

    [Fact]
    public void TheModuleIsLoaded() =>
        Assert.Equal("UdpLab", ShellRun.Run("-c", "(Get-Module).Name").Output.Trim());

    [Fact]
    public void AModuleThatIsNotThereIsNamed()
    {
        ShellResult result = ShellRun.Run(["-c", "1"], null, new() { ["UDPLAB_MODULE"] = "/nowhere/UdpLab.psd1" });

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("udplab: UDPLAB_MODULE is '/nowhere/UdpLab.psd1', but there is no module manifest there.\n", result.Error);
    }

    [Fact]
    public void VersionNamesTheEngine() => Assert.Matches(@"^UdpLab \d+\.\d+\.\d+ \(PowerShell engine 7\.", ShellRun.Run("-Version").Output);

    [Fact]
    public void HelpNamesTheOptions() => Assert.Contains("-NoExit", ShellRun.Run("--help").Output);
}
