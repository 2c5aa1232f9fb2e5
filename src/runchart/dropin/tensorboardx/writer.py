from runchart import writer
class SummaryWriter(writer.SummaryWriter):
    pass
FileWriter=RecordWriter=GlobalSummaryWriter=None
