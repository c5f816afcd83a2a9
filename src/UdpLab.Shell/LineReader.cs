using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UdpLab.Shell;

/// <summary>
/// Reads lines that a person types. On Unix the terminal driver edits the line, which is why the file descriptor is
/// read and not Console.In: Console.ReadLine edits by itself and keeps half a line after Ctrl-C, the driver drops it.
/// </summary>
/// <remarks>
/// Reading happens on a thread of its own, because a read cannot be cancelled and the pipeline that waits for it must
/// be. A read left behind by a cancelled question serves the next one.
/// </remarks>
internal sealed class LineReader
{
    private readonly Lazy<TextReader> _input = new(Open);
    private Task<string?>? _pending;

    /// <returns>The line, or null at the end of the input.</returns>
    public string? ReadLine(CancellationToken cancellation = default)
    {
        _pending ??= Task.Factory.StartNew(() => _input.Value.ReadLine(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _pending.Wait(cancellation);
        var line = _pending.Result;
        _pending = null;
        return line;
    }

    private static TextReader Open()
    {
        if (OperatingSystem.IsWindows() || !Terminal.HasInput)
        {
            return Console.In;
        }

        var terminal = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        return new StreamReader(terminal, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
    }
}
