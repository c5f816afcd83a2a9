using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UdpLab.Shell;

/// <summary>
/// Reads typed lines. On Unix it reads the file descriptor and not Console.In, so that the terminal driver edits the line:
/// Console.ReadLine edits on its own and keeps half a line after Ctrl-C, while the driver drops it.
/// </summary>
/// <remarks>
/// Reading happens on its own thread, because a read cannot be cancelled but the pipeline waiting for it must be. A read left
/// over from a cancelled question serves the next one.
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
        string? line = _pending.Result;
        _pending = null;
        return line;
    }

    private static TextReader Open()
    {
        if (OperatingSystem.IsWindows() || !Terminal.HasInput)
        {
            return Console.In;
        }

        FileStream terminal = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        return new StreamReader(terminal, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
    }
}
