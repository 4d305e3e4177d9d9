import GRDB
import GRDBSQLite
import KnowledgeGraph
