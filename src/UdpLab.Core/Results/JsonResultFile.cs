using System.Buffers;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file of JSON lines; each object has been written when <see cref="Add"/> returns.</summary>
internal sealed class JsonResultFile : ResultFile
{
    private readonly LineFile _file;
    private readonly ArrayBufferWriter<byte> _line = new();

    public JsonResultFile(string path, bool append, CancellationToken cancel)
    {
        _file = new LineFile(path, append, cancel);
        if (!_file.MayBeginWith((byte)'{'))
        {
            _file.Dispose();
            throw new LabException(FailureCode.InvalidArgument, $"{path} has other content than the lines of JSON that would be added: write to another file, or give its -Format.", "Append");
        }
    }

    public override void Add(object value)
    {
        if (ResultTypes.NameOf(value) is null)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{value.GetType().Name} is not an object of UdpLab: Export-LabResult writes objects that UdpLab's cmdlets return.", "InputObject");
        }

        _line.ResetWrittenCount();
        ResultLine.Write(value, _line);
        _file.Write(_line.WrittenMemory);
    }

    public override void Dispose() => _file.Dispose();
}
