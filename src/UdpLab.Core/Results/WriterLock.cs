using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Allows one writer at a time to append to a file of lines, in this process or another one. O_APPEND alone is not enough: a
/// writer that repairs an incomplete last line could see another's write half done.
/// </summary>
/// <param name="file">The file, opened for this writer alone.</param>
/// <param name="path">Its path.</param>
/// <param name="parameter">The parameter it was given by.</param>
internal sealed class WriterLock(SafeFileHandle file, string path, string parameter)
{
    /// <summary>The byte that is locked, and the first of those that running sweeps lock: far beyond the end of any file.</summary>
    public const long At = 1L << 60, SweepsAt = 1L << 61;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private int _held;

    /// <summary>Keeps others from writing meanwhile; may be nested.</summary>
    /// <exception cref="LabException">Another writer does not finish.</exception>
    public T Alone<T>(Func<T> work, CancellationToken cancel = default)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (_held == 0 && OperatingSystem.IsLinux() && !UnixFile.TryLockByte(file, At))
        {
            if (waited.Elapsed > _patience)
            {
                throw new LabException(FailureCode.Busy, string.Create(CultureInfo.InvariantCulture, $"Another session has been writing to {path} for {_patience.TotalSeconds:0} s: end that session, or give each a file of its own."), parameter);
            }

            cancel.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }

        _held++;
        try
        {
            return work();
        }
        finally
        {
            if (--_held == 0 && OperatingSystem.IsLinux())
            {
                UnixFile.UnlockByte(file, At);
            }
        }
    }
}
