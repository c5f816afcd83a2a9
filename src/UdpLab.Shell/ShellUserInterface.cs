using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;

namespace UdpLab.Shell;

/// <summary>
/// Prints output of the engine and the commands. Objects, warnings and verbose lines go to standard output in order, as in pwsh;
/// errors and progress go to standard error.
/// </summary>
public sealed partial class ShellUserInterface : PSHostUserInterface
{
    // Commands also write from other threads, for example while they are being stopped.
    private readonly Lock _gate = new();
    private readonly ProgressLine _progress = ProgressLine.OnStandardError();
    private readonly LineReader _lines;
    private readonly Interrupts _interrupts;
    private readonly bool _nonInteractive;
    private bool _asErrors;

    internal ShellUserInterface(LineReader lines, Interrupts interrupts, bool nonInteractive)
    {
        _lines = lines;
        _interrupts = interrupts;
        _nonInteractive = nonInteractive;
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => Terminal.OutputHasColor;

    /// <inheritdoc/>
    public override void Write(string value) => Print(Console.Out, value, Terminal.OutputHasColor);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Print(
            Console.Out,
            Terminal.OutputHasColor ? PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) + value + PSStyle.Instance.Reset : value,
            Terminal.OutputHasColor);

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        if (_asErrors)
        {
            WriteErrorLine(value);
            return;
        }

        Write(value + Environment.NewLine);
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        // The formatter ends a parse error with an empty line, which needs no colour.
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        // The formatter may have coloured the line for standard output; this is the other stream.
        string plain = Plain(value);
        PSStyle style = PSStyle.Instance;
        Print(
            Console.Error,
            (Terminal.ErrorHasColor ? style.Formatting.Error + plain + style.Reset : plain) + Environment.NewLine,
            Terminal.ErrorHasColor);
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLabelled("WARNING", message, PSStyle.Instance.Formatting.Warning);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLabelled("VERBOSE", message, PSStyle.Instance.Formatting.Verbose);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLabelled("DEBUG", message, PSStyle.Instance.Formatting.Debug);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
        {
            _progress.Show(record);
        }
    }

    internal void EraseProgress()
    {
        lock (_gate)
        {
            _progress.Erase();
        }
    }

    /// <summary>Erases the progress line; a stopped pipeline may not have reported its progress as complete.</summary>
    internal void EndOfPipeline() => EraseProgress();

    /// <summary>Writes every line as an error until the result is disposed.</summary>
    internal IDisposable AsErrors()
    {
        _asErrors = true;
        return new ErrorMode(this);
    }

    private static string Plain(string text) => new StringDecorated(text).ToString(OutputRendering.PlainText);

    private void WriteLabelled(string label, string message, string style)
    {
        string line = $"{label}: {message}";
        WriteLine(Terminal.OutputHasColor ? style + line + PSStyle.Instance.Reset : line);
    }

    private void Print(TextWriter stream, string text, bool color)
    {
        lock (_gate)
        {
            _progress.Erase();
            stream.Write(color ? text : Plain(text));
        }
    }

    private sealed class ErrorMode(ShellUserInterface owner) : IDisposable
    {
        public void Dispose() => owner._asErrors = false;
    }
}
