using System.Globalization;
using System.Management.Automation.Host;

namespace UdpLab.Shell;

/// <summary>The engine's interface to this program.</summary>
/// <param name="userInterface">For all output and questions.</param>
public sealed class ShellHost(ShellUserInterface userInterface) : PSHost
{
    private readonly Stack<bool> _nested = new();

    /// <inheritdoc/>
    public override string Name => "UdpLab";

    /// <inheritdoc/>
    public override Version Version => Versions.Shell;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => UserInterface;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <summary>A script called <c>exit</c>.</summary>
    public bool ShouldExit { get; private set; }

    /// <summary>The exit code it gave.</summary>
    public int ExitCode { get; private set; }

    internal ShellUserInterface UserInterface { get; } = userInterface;

    /// <summary>Runs a prompt inside the running pipeline (Suspend among a confirmation's choices).</summary>
    internal Action? NestedPrompt { get; set; }

    /// <summary>Called with true when a native program gets the terminal and with false when it returns it.</summary>
    internal Action<bool>? NativeProgramRuns { get; set; }

    /// <summary>The innermost nested prompt is to end.</summary>
    internal bool NestedPromptShouldEnd => _nested.TryPeek(out bool end) && end;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode)
    {
        if (_nested.Count > 0)
        {
            // As in pwsh: exit leaves the nested prompt, not the session.
            ExitNestedPrompt();
            return;
        }

        ShouldExit = true;
        ExitCode = exitCode;
    }

    /// <inheritdoc/>
    public override void EnterNestedPrompt()
    {
        Action run = NestedPrompt ?? throw new HostException("This shell has no prompt yet.");
        _nested.Push(false);
        try
        {
            run();
        }
        finally
        {
            _nested.Pop();
        }
    }

    /// <inheritdoc/>
    public override void ExitNestedPrompt()
    {
        if (_nested.TryPop(out _))
        {
            _nested.Push(true);
        }
    }

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
        // A native program may draw on the terminal: give it a clean line.
        UserInterface.EraseProgress();
        NativeProgramRuns?.Invoke(true);
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication() => NativeProgramRuns?.Invoke(false);
}
