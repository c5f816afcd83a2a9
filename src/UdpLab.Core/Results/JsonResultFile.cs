using System.Buffers;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A file of JSON lines. A line is written while the next is created: <see cref="Add"/> returns when the previous line is in the
/// file, and fails if that could not be written.
/// </summary>
internal sealed class JsonResultFile : ResultFile
{
    private readonly LineFile _file;
    private readonly ArrayBufferWriter<byte>[] _lines = [new(), new()];
    private int _current;
    private Task _writing = Task.CompletedTask;

    public JsonResultFile(string path, bool append, CancellationToken cancel)
    {
        _file = new LineFile(path, append, cancel);
        if (!_file.HasResults())
        {
            _file.Dispose();
            throw new LabException(FailureCode.InvalidArgument, $"{path} is not a result file: its first line was not written by Export-LabResult as Json. Write to another file, or give its -Format.", "Append");
        }
    }

    public override void Add(object value)
    {
        if (ResultTypes.NameOf(value) is null)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{value.GetType().Name} is not an object of UdpLab: Export-LabResult writes objects that UdpLab's cmdlets return.", "InputObject");
        }

        // The other buffer may still be on its way into the file, and stays so if this object cannot be written.
        ArrayBufferWriter<byte> line = _lines[1 - _current];
        line.ResetWrittenCount();
        ResultLine.Write(value, line);
        Complete();
        _current = 1 - _current;
        _writing = Task.Run(() => _file.Write(line.WrittenMemory));
    }

    /// <summary>Waits until the last line is in the file.</summary>
    public override void Complete()
    {
        Task last = _writing;
        _writing = Task.CompletedTask;
        last.GetAwaiter().GetResult();
    }

    public override void Dispose()
    {
        try
        {
            Complete();
        }
        finally
        {
            _file.Dispose();
        }
    }
}
