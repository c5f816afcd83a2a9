using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Hosting;

public class TerminalTests
{
    private const string ShowProgress =
        "$t = [Environment]::TickCount64; 1..300 | ForEach-Object { $Host.UI.WriteProgress(1, [System.Management.Automation.ProgressRecord]::new(1, [string][char]70, $_)) }; [string]::Concat([char]91, [Environment]::TickCount64 - $t, [char]93)";

    [Fact]
    public void ThePromptTakesSeveralLinesAndKeepsItsVariables()
    {
        ShellResult result = ShellRun.RunOnTerminal([], "$x = 20\nif ($true) {\n'multi' + ($x + 1)\n}\nexit 4\n");

        Assert.Contains("UdpLab> ", result.Output);
        Assert.Contains(">> ", result.Output);
        Assert.Contains("multi21\r\n", result.Output);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public void NoExitStaysAtThePrompt()
    {
        ShellResult result = ShellRun.RunOnTerminal(["-NoExit", "-Command", "$y = 30"], "$y + 3\nexit\n");

        Assert.Contains("UdpLab> 33\r\n", result.Output);
    }

    [Fact]
    public void AConfirmationIsAnswered()
    {
        ShellResult result = ShellRun.RunOnTerminal(
            [],
            "function f { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess($args)) { 6 * 7 } }\nf -Confirm\ny\nexit\n");

        Assert.Contains("[Y] Yes", result.Output);
        Assert.Contains("42\r\n", result.Output);
    }

    [Fact]
    public void ProgressIsOneLineThatIsErased()
    {
        ShellResult result = ShellRun.RunOnTerminal(["-c", ShowProgress], string.Empty);

        // Many updates at once are drawn only a few times: at most five times a second.
        Match took = Regex.Match(result.Output, @"\r +\r\[(\d+)\]\s*$");
        Assert.True(took.Success, result.Output);
        Assert.Contains("\rF · 1\r", result.Output);
        Assert.InRange(result.Output.Split("F · ").Length - 1, 1, 1 + (int.Parse(took.Groups[1].Value, CultureInfo.InvariantCulture) / 200) + 1);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void ErrorsAreRedUnlessNoColor(string noColor, bool red)
    {
        ShellResult result = ShellRun.RunOnTerminal(["-c", "throw [Exception]::new([string]::Concat(1, 2))"], string.Empty, new() { ["NO_COLOR"] = noColor });

        Assert.Contains("OperationStopped: 12", result.Output);
        Assert.Equal(red, result.Output.Contains("\u001b[31", StringComparison.Ordinal));
    }
}
